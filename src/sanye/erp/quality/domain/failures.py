"""Which facts are failures of an item: one for each case, returned line or failed decision.

A return that a case asked for is the case's failure, and an inspection of returned goods is the
return's: nothing is counted twice. Whether one piece or a whole lot fails, it is one failure.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sanye.contracts.crm.service import (
    CaseChanged,
    CaseImported,
    CaseOpened,
    CaseResolved,
)
from sanye.contracts.erp.quality import InspectionDecided
from sanye.contracts.erp.returns import (
    CustomerReturnImported,
    CustomerReturnReceived,
    CustomerReturnSettled,
)

FACTS = (
    CaseOpened,
    CaseChanged,
    CaseResolved,
    CaseImported,
    InspectionDecided,
    CustomerReturnReceived,
    CustomerReturnSettled,
    CustomerReturnImported,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a fact says of one failure, named by its root: a case, returned line or decision.

    Without item or code it is no failure (any more). `is_day_known`: the day counts even where
    another was known before.
    """

    root_id: UUID
    source_type: str
    item_id: UUID | None
    failure_code: str
    day: date
    is_day_known: bool = False
    supplier_id: UUID | None = None


def failures_of(fact: Any, recorded_at: datetime, zone: ZoneInfo) -> list[Told]:
    """The failures that a fact tells of, by days of `zone`."""
    match fact:
        case CaseOpened() | CaseChanged():
            is_gone = getattr(fact, "merged_into_id", None) is not None
            recorded = recorded_at.astimezone(zone).date()
            return [_case(fact, recorded, is_day_known=False, is_gone=is_gone)]
        case CaseResolved() | CaseImported():
            return [_case(fact, fact.opened_at.astimezone(zone).date(), is_day_known=True)]
        case InspectionDecided() if fact.source_type != "customer_return":
            return _decided(fact)
        case CustomerReturnReceived() | CustomerReturnSettled() | CustomerReturnImported():
            return _returned(fact) if fact.case_id is None else []
    return []


def _case(fact: Any, day: date, *, is_day_known: bool, is_gone: bool = False) -> Told:
    return Told(
        root_id=fact.case_id,
        source_type="case",
        item_id=None if is_gone else fact.subject.item_id,
        failure_code=fact.failure_code,
        day=day,
        is_day_known=is_day_known,
    )


def _decided(fact: InspectionDecided) -> list[Told]:
    if not fact.failed_quantity:
        return []
    is_taken_back = fact.reverses_decision_id is not None
    return [
        Told(
            root_id=fact.reverses_decision_id or fact.decision_id,
            source_type="inspection",
            item_id=None if is_taken_back else fact.item_id,
            failure_code=fact.defect_code,
            day=fact.decided_date,
            supplier_id=fact.supplier_id,
        )
    ]


def _returned(
    fact: CustomerReturnReceived | CustomerReturnSettled | CustomerReturnImported,
) -> list[Told]:
    return [
        Told(
            root_id=line.line_id,
            source_type="customer_return",
            item_id=line.item_id,
            failure_code=line.failure_code,
            day=fact.posting_date,
        )
        for line in fact.lines
        if line.failure_code
    ]
