"""Rules of production in plain Python."""
