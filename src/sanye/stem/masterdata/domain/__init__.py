"""Rules of master data that need no database."""
