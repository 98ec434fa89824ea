"""Customer accounts: what a party is to sales."""
