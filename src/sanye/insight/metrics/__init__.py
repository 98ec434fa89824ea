"""Metrics of the whole company, each defined once, each with the documents behind it."""
