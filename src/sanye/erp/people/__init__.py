"""People: who works for us since when, what they can do, when they work and when they are away."""
