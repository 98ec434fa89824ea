"""Supplier invoices: compared with order and receipt, blocked or posted."""
