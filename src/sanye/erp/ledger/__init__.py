"""The general ledger: charts, posting rules, fiscal periods, journal entries, statements."""
