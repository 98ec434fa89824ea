"""Rules of sales orders, without a database."""
