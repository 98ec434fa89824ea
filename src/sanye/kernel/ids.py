"""Identities made by the application, so that a row has its name before it is stored."""

from uuid import UUID

from uuid_utils.compat import uuid7

NO_COMPANY = UUID(int=0)
"""Stands where a fact belongs to the whole group and to no single company."""


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): sorts by the moment it was made."""
    return uuid7()
