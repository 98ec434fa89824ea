"""The doors of identity: session, own account, companies, users, roles and keys."""
