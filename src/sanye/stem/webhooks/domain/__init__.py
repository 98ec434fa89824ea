"""Rules of webhooks, plain Python."""
