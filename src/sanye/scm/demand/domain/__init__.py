"""Rules of demand, plain Python."""
