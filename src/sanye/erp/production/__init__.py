"""Production orders: what is made, of what, by which operations, and how far it is."""
