"""Other systems: reading what they hold, speaking as they speak."""
