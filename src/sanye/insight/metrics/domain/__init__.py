"""What a metric is."""
