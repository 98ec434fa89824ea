"""Rules of quality, without a database."""
