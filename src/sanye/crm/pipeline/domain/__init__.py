"""Rules of pipeline, without a database."""
