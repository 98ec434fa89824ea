"""Who changed what, when, by which door: the history of a row and the command log."""
