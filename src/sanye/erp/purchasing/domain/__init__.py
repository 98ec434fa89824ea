"""Rules of buying, without a database."""
