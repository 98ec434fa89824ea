"""All tables of the leaf, for Django's registry: one line per module."""
