"""Django's PostgreSQL, which does once what would be the same for every statement.

Measured, and beside Django's own: decision 0019 and `tests/stem/postgresql`.
"""
