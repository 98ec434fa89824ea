"""Rules of service, without a table."""
