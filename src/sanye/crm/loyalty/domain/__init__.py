"""Rules of behaviour and health, without a database."""
