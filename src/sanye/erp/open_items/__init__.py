"""Open items: what customers owe us, what we owe suppliers, and how it was settled."""
