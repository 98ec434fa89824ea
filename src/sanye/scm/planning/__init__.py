"""What to buy, make and move, when; and what to change about orders that exist."""
