"""Rules of asking and answering, without a database."""
