"""Whether a contact may be contacted, from what he said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Purpose(StrEnum):
    """ANYTHING covers all purposes: withdrawn, it means do not contact."""

    MARKETING = "MARKETING"
    SATISFACTION = "SATISFACTION"
    SERVICE = "SERVICE"
    ANYTHING = "ANYTHING"


class Channel(StrEnum):
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    CHAT = "CHAT"
    POST = "POST"
    ANY = "ANY"


class Decision(StrEnum):
    GIVEN = "GIVEN"
    WITHDRAWN = "WITHDRAWN"


NEED_CONSENT = frozenset({Purpose.MARKETING})
"""Purposes for which silence is a no; for the others a customer may be asked until he objects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One decision of a contact."""

    decision: Decision
    purpose: Purpose
    channel: Channel
    decided_at: datetime
    id: UUID


def may_contact(said: Iterable[Said], purpose: Purpose, channel: Channel) -> bool:
    """The last decision that covers purpose and channel counts; without one, see NEED_CONSENT."""
    covering = [
        one
        for one in said
        if one.purpose in (purpose, Purpose.ANYTHING) and one.channel in (channel, Channel.ANY)
    ]
    if not covering:
        return purpose not in NEED_CONSENT
    last = max(covering, key=lambda one: (one.decided_at, one.id))
    return last.decision is Decision.GIVEN
