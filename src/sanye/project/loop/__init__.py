"""Playing the outside world for a number of orders, through the public API only."""
