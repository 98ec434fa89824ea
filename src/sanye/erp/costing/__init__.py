"""Costing: what stock and work in process are worth, in the order of the event log."""
