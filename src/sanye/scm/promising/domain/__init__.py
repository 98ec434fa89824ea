"""Rules of promising, plain Python."""
