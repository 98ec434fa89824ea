"""The product put together: settings, addresses, wiring, command line, demo company."""
