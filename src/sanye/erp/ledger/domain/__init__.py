"""Rules of the ledger: accounts, balance, periods."""
