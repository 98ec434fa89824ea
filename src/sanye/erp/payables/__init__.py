"""What we owe suppliers: open items, payments, ageing, statements."""
