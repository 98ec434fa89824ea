"""A customer as a whole, and a person's data: shown, exported, erased."""
