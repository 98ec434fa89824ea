"""Sessions in the database, whose keys are looked up only if they could be ours."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS

_SHORTEST = 8


class SessionStore(db.SessionStore):
    """A cookie may hold anything, also characters that PostgreSQL has none for."""

    def _validate_session_key(self, key: str | None) -> bool:
        return key is not None and len(key) >= _SHORTEST and set(key) <= set(VALID_KEY_CHARS)
