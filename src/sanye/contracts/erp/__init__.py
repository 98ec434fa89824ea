"""What `erp` publishes."""
