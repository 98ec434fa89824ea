"""Rules of consent, without a database."""
