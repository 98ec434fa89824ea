"""Numbers printed on documents."""
