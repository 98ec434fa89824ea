"""Asking for a promise and reading the answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from sanye.contracts.scm.holds import HoldAnswer, HoldLine, PromiseLine
from sanye.erp.sales_orders.domain.states import AwaitReason
from sanye.kernel.errors import Refusal

HOLD_MINUTES = 30
"""How long a hold waits for the order that asked for it."""


def hold_request_id(
    order_id: UUID, amendment_number: int, attempt: int, lines: Iterable[HoldLine]
) -> UUID:
    """The same asking has the same id, so that a repetition finds its hold again."""
    wanted = ";".join(
        f"{line.line_id},{line.item_id},{line.site_id},{line.quantity.normalize()},"
        f"{line.requested_date}"
        for line in lines
    )
    return uuid5(NAMESPACE_OID, f"{order_id}.{amendment_number}.{attempt}.{wanted}")


def hold_expiry(at: datetime) -> datetime:
    return at + timedelta(minutes=HOLD_MINUTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What planning says of one schedule line; without a date it could not promise."""

    date: date | None
    note_en: str = ""
    note_zh: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of asking: promises by schedule line, or the reason why there are none."""

    hold_id: UUID | None
    expires_at: datetime | None
    promises: Mapping[UUID, Promise]
    reason: AwaitReason | None = None

    def missing(self, line_ids: Iterable[UUID]) -> list[UUID]:
        """Lines that got no date."""
        return [
            line_id
            for line_id in line_ids
            if line_id not in self.promises or self.promises[line_id].date is None
        ]


NOBODY_ANSWERS = Answer(hold_id=None, expires_at=None, promises={}, reason=AwaitReason.PLANNING_OFF)
NOTHING_TO_HOLD = Answer(hold_id=None, expires_at=None, promises={})


def refused(refusal: Refusal, lines: Iterable[HoldLine]) -> Answer:
    """Planning said no, for example to an item that it does not plan: its words, no dates."""
    promise = Promise(date=None, note_en=refusal.text("en"), note_zh=refusal.text("zh"))
    return Answer(
        hold_id=None,
        expires_at=None,
        promises={line.line_id: promise for line in lines},
        reason=AwaitReason.REFUSED,
    )


def read_answer(answer: HoldAnswer) -> Answer:
    """Promises by line; a reason if any line has no date."""
    promises = {line.line_id: _promise(line) for line in answer.lines}
    complete = all(promise.date is not None for promise in promises.values())
    return Answer(
        hold_id=answer.hold_id,
        expires_at=answer.expires_at,
        promises=promises,
        reason=None if complete else AwaitReason.NO_SUPPLY,
    )


def _promise(line: PromiseLine) -> Promise:
    return Promise(
        date=line.promised_date, note_en=line.explanation_en, note_zh=line.explanation_zh
    )
