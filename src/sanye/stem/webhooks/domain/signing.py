"""Signatures after Standard Webhooks 1.0.0 (standardwebhooks.com), symmetric form `v1`."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

START = "whsec_"


def secret_of(webhook_id: UUID, version: int, key: str) -> bytes:
    """The secret of a webhook, 256 bits made from the installation's key: it is stored nowhere."""
    told = f"sanye.stem.webhooks:{webhook_id}:{version}"
    return hmac.digest(key.encode(), told.encode(), hashlib.sha256)


def shown(secret: bytes) -> str:
    """The secret as receivers' libraries take it."""
    return START + base64.b64encode(secret).decode()


def headers_of(
    message_id: str, at: datetime, body: bytes, secrets: Sequence[bytes]
) -> dict[str, str]:
    """What is sent with a body; while a secret is being changed, signed with both."""
    seconds = int(at.timestamp())
    signed = b".".join([message_id.encode(), str(seconds).encode(), body])
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets),
    }


def _signature(secret: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
