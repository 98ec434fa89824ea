"""What a company's people do, each deed small, all at once and on the same few things."""
