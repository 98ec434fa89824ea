"""Rules of deliveries, without a database."""
