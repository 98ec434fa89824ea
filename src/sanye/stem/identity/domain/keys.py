"""API keys: `sanye_<prefix>_<secret>`, of which only the SHA-256 of the secret is kept.

The secret has 256 random bits, so a plain hash cannot be guessed back; a slow one would only slow
every request.
"""

import hashlib
import secrets
from dataclasses import dataclass

START = "sanye"
PREFIX_BYTES = 4
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is shown once. `token` is what the caller sends."""

    prefix: str
    secret_sha256: str
    token: str


def new_key() -> NewKey:
    prefix, secret = secrets.token_hex(PREFIX_BYTES), secrets.token_hex(SECRET_BYTES)
    return NewKey(prefix, digest_of(secret), f"{START}_{prefix}_{secret}")


def parts_of(token: str) -> tuple[str, str] | None:
    """Prefix and digest of the secret, or None if the token is not of this form."""
    start, _, rest = token.partition("_")
    prefix, _, secret = rest.partition("_")
    if start != START or not prefix or not secret:
        return None
    return prefix, digest_of(secret)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
