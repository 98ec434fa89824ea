"""What the leaves share: events, commands, identity, master data, numbers, jobs, HTTP."""
