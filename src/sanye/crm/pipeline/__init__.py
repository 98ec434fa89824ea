"""Opportunities on their way to a quotation and an order."""
