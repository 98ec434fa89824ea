"""How suppliers behave, what follows for orders that are on their way, and who should know."""
