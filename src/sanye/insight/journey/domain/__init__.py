"""From facts to links, and from facts to what an order waits for."""
