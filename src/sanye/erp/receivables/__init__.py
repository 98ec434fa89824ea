"""What customers owe us: open items, payments, ageing, statements."""
