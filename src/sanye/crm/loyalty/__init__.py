"""How customers buy and how they are doing, from what all leaves report."""
