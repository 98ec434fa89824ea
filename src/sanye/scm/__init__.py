"""Supply and demand: planning and promising."""
