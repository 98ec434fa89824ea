"""The event log, the cursors that follow it, what could not be handled, and the relay to NATS."""
