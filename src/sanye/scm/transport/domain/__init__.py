"""States, tariffs, distances and arrivals."""
