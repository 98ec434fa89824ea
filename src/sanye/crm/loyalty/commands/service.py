"""Returns, cases and answers about satisfaction, as facts tell them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sanye.contracts.crm.customers import SatisfactionAnswered, SatisfactionImported
from sanye.contracts.crm.service import (
    CaseChanged,
    CaseClosed,
    CaseImported,
    CaseOpened,
    CaseResolved,
)
from sanye.contracts.erp.returns import CustomerReturnImported, CustomerReturnReceived
from sanye.crm.loyalty.commands.keeping import Kept, Told, only
from sanye.crm.loyalty.domain.facts import CaseState
from sanye.crm.loyalty.models import KnownAnswer, KnownCase, KnownReturn
from sanye.kernel.actors import Actor

RETURN_FACTS = (CustomerReturnReceived, CustomerReturnImported)
CASE_FACTS = (CaseOpened, CaseChanged, CaseResolved, CaseClosed, CaseImported)
ANSWER_FACTS = (SatisfactionAnswered, SatisfactionImported)
_CASE_COLUMNS = ("state", "resolved_at", "is_late", "is_our_fault")


def keep_returns(facts: Sequence[Told], by: Actor) -> set[UUID]:
    """What came back; what comes in parts adds up."""
    told = [fact for _, fact in only(facts, *RETURN_FACTS)]
    ids = {fact.customer_return_id for fact in told}
    kept = Kept(KnownReturn, "return_id", KnownReturn.objects.filter(return_id__in=ids))
    for fact in told:
        known = kept.rows.get(fact.customer_return_id)
        kept.put(
            fact.customer_return_id,
            company_id=by.company_id,
            number=fact.number,
            customer_id=fact.customer_id,
            received_date=known.received_date if known else fact.posting_date,
            line_count=len(fact.lines) + (known.line_count if known else 0),
        )
    kept.write(["line_count"])
    return {row.customer_id for row in kept.rows.values()}


def keep_cases(facts: Sequence[Told], by: Actor) -> set[UUID]:
    """Cases as they are now."""
    told = only(facts, *CASE_FACTS)
    ids = {fact.case_id for _, fact in told}
    kept = Kept(KnownCase, "case_id", KnownCase.objects.filter(case_id__in=ids))
    for recorded_at, fact in told:
        if isinstance(fact, CaseOpened):
            given = {"opened_at": recorded_at, "due_at": fact.resolution_due_at}
            kept.put(fact.case_id, **_case(fact, by), **given)
        elif isinstance(fact, CaseResolved | CaseImported):
            kept.put(fact.case_id, **_case(fact, by), **_resolved(fact))
        elif isinstance(fact, CaseClosed):
            kept.change(fact.case_id, state=CaseState.CLOSED)
        elif fact.change == "MERGED":
            kept.change(fact.case_id, state=CaseState.GONE)
        elif fact.change == "REOPENED":
            kept.change(fact.case_id, state=CaseState.OPEN, resolved_at=None, is_late=False)
    kept.write(_CASE_COLUMNS)
    return {row.customer_id for row in kept.rows.values()}


def _case(fact: CaseOpened | CaseResolved | CaseImported, by: Actor) -> dict[str, Any]:
    return {
        "company_id": by.company_id,
        "number": fact.number,
        "customer_id": fact.customer_id,
        "kind": fact.kind,
    }


def _resolved(fact: CaseResolved | CaseImported) -> dict[str, Any]:
    is_past = isinstance(fact, CaseImported)
    return {
        "state": CaseState.CLOSED if is_past else CaseState.RESOLVED,
        "opened_at": fact.opened_at,
        "resolved_at": fact.resolved_at,
        "is_late": not fact.is_in_time,
        "is_our_fault": fact.is_our_fault,
    }


def keep_answers(facts: Sequence[Told], by: Actor) -> set[UUID]:
    """The last answer to every request."""
    told = [fact for _, fact in only(facts, *ANSWER_FACTS)]
    ids = {fact.satisfaction_request_id for fact in told}
    kept = Kept(KnownAnswer, "request_id", KnownAnswer.objects.filter(request_id__in=ids))
    for fact in told:
        kept.put(
            fact.satisfaction_request_id,
            company_id=by.company_id,
            customer_id=fact.customer_id,
            subject_type=fact.subject_type,
            subject_id=fact.subject_id,
            subject_number=fact.subject_number,
            score=fact.score,
            answered_at=fact.answered_at,
        )
    kept.write(["score", "answered_at"])
    return {row.customer_id for row in kept.rows.values()}
