"""What `crm` publishes."""
