"""Leads: who asked about us, whether we know them, and what becomes of them."""
