"""Rules of leads, without a database."""
