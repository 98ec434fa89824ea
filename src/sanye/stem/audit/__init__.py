"""Who changed what, when, by which door: the history of a row, the command log, an event."""
