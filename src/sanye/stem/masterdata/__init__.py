"""Parties, items, units, sites, calendars, bills, routings, terms, prices, currencies."""
