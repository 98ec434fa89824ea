"""Rules of invoices, without a database."""
