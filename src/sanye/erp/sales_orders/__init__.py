"""Customers' orders: what was agreed, promised, shipped and invoiced."""
