"""What `stem` publishes."""
