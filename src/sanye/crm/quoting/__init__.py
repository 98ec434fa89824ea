"""Quotations in versions, with approval, validity and acceptance."""
