"""What customers wanted, what they will want, and how sure that is."""
