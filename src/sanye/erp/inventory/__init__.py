"""Stock: what moved, what is on hand, what of it is promised."""
