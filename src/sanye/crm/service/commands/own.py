"""What a customer does at the portal with his own cases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sanye.crm.service.commands import ending
from sanye.crm.service.commands.opening import open_case
from sanye.crm.service.commands.rows import lock_case, write_message
from sanye.crm.service.commands.subjects import About
from sanye.crm.service.domain.states import (
    CaseKind,
    CaseStatus,
    Channel,
    CloseReason,
    MessageKind,
)
from sanye.crm.service.errors import CustomerMissing
from sanye.crm.service.models import Case, CaseMessage
from sanye.kernel.actors import Actor
from sanye.kernel.unit_of_work import current, entered
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_party


@command
def open_own_case(
    *,
    about: About,
    title: str,
    text: str,
    kind: str = CaseKind.QUESTION,
    by: Actor,
    at: datetime,
) -> Case:
    """A customer needs something. Whose it is need not be said by whoever acts for one party.

    Raises CustomerMissing, MasterUnknown for another's party, and what `open_case` refuses.
    """
    parties = sorted(by.party_ids or ())
    customer_id = about.customer_id or (parties[0] if len(parties) == 1 else None)
    if customer_id is None:
        raise CustomerMissing(field="customer_id")
    get_party(party_id=customer_id, by=by)
    with _acting_for_the_house(by) as house:
        return open_case(
            about=replace(about, customer_id=customer_id),
            title=title,
            kind=kind,
            channel=Channel.PORTAL,
            text=text,
            by=house,
            at=at,
        )


@command
def answer_own_case(*, case_id: UUID, text: str, by: Actor, at: datetime) -> CaseMessage:
    """The customer says something: what waited for him goes on, what ended is opened again.

    Raises CaseUnknown, TextEmpty, TooLateToReopen, StepNotAllowed.
    """
    case = lock_case(case_id)
    with _acting_for_the_house(by) as house:
        ending.hear_customer(case, by=house, at=at)
        return write_message(case, MessageKind.IN, text, channel=Channel.PORTAL, by=house, at=at)


@command
def close_own_case(*, case_id: UUID, by: Actor, at: datetime) -> Case:
    """The customer agrees with the solution, or needs nothing any more.

    Raises CaseUnknown, StepNotAllowed.
    """
    case = lock_case(case_id)
    is_solved = case.status == CaseStatus.RESOLVED
    reason = CloseReason.SOLVED if is_solved else CloseReason.WITHDRAWN
    with _acting_for_the_house(by) as house:
        return ending.close_case(case_id=case_id, reason_code=reason, by=house, at=at)


@contextmanager
def _acting_for_the_house(by: Actor) -> Iterator[Actor]:
    """The same user with the eyes of the house: queues, calendars and levels are not his to see.

    Only for rows that were found with his own eyes before.
    """
    unit = current()
    house = replace(by, party_ids=None, site_ids=None, own_only=False)
    if unit is None:
        yield house
        return
    with entered(replace(unit, actor=house)):
        yield house
