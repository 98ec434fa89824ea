"""Whom to ask, how often, and what an answer may be."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

SCORES = range(1, 6)


class SubjectType(StrEnum):
    DELIVERY = "DELIVERY"
    CASE = "CASE"


class AnswerChannel(StrEnum):
    LINK = "LINK"
    API = "API"
    IMPORT = "IMPORT"


class AnswerReason(StrEnum):
    """What moved the customer: good or bad, as the score says."""

    DELIVERY_TIME = "DELIVERY_TIME"
    QUALITY = "QUALITY"
    COMPLETENESS = "COMPLETENESS"
    PACKAGING = "PACKAGING"
    PRICE = "PRICE"
    COMMUNICATION = "COMMUNICATION"
    SOLUTION = "SOLUTION"
    OTHER = "OTHER"


class MailState(StrEnum):
    """DROPPED: nobody may be written to any more."""

    WAITING = "WAITING"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    DROPPED = "DROPPED"


MAIL_STEPS: dict[MailState, set[MailState]] = {
    MailState.WAITING: {MailState.SENDING, MailState.DROPPED},
    MailState.SENDING: {MailState.SENT, MailState.WAITING, MailState.FAILED},
    MailState.FAILED: {MailState.WAITING, MailState.DROPPED},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`asked_ratio` of the subjects are asked about, a customer at most every so many days."""

    asked_ratio: Decimal = Decimal(1)
    minimum_days: int = 30
    expires_days: int = 14
    asks_after_delivery: bool = True
    asks_after_case: bool = True


def is_chosen(subject_id: UUID, ratio: Decimal) -> bool:
    """The same for a subject whenever it is asked: its hash falls into the share."""
    drawn = int.from_bytes(sha256(subject_id.bytes).digest()[:4])
    return drawn < int(ratio * 2**32)


def is_too_soon(last_asked_at: datetime | None, at: datetime, minimum_days: int) -> bool:
    return last_asked_at is not None and at < last_asked_at + timedelta(days=minimum_days)


def wants(policy: Policy, subject_type: SubjectType) -> bool:
    """Whether a company asks about this at all."""
    if subject_type is SubjectType.CASE:
        return policy.asks_after_case
    return policy.asks_after_delivery


def language_of(*wishes: str) -> str:
    """`zh` or `en`: the first wish that is said."""
    said = next((wish for wish in wishes if wish), "en")
    return "zh" if said.casefold().startswith("zh") else "en"


def unknown_reasons(codes: Collection[str]) -> list[str]:
    return sorted(set(codes) - set(AnswerReason))
