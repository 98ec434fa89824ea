"""Rules of planning, plain Python."""
