"""Companies, users, roles and row scopes, sign-in and API keys."""
