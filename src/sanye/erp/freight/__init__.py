"""Freight that carriers have not invoiced yet: what transport accrued, what invoices cleared."""
