"""Past: what all lists of finished documents have in common, their masters and their checks."""
