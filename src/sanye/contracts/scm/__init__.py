"""What `scm` publishes."""
