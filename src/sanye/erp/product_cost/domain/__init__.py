"""Rules of product cost, without a database."""
