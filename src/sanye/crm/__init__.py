"""The customer's side: accounts, pipeline, quoting."""
