"""What the leaves publish to each other: events, ports and holds."""
