"""Rules of quoting, without a database."""
