"""Django's PostgreSQL, which does once what would be the same for every statement.

Measured, and beside Django's own: decisions 0019 and 0021, `tests/stem/postgresql`.
"""
