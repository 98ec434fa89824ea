"""Rules of identity, without a table."""
