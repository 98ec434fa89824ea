"""The three-way match and the states of a supplier invoice."""
