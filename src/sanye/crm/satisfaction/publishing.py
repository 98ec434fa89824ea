"""From our rows to our published events."""

from typing import Any

from sanye.contracts.crm.customers import (
    SatisfactionAnswered,
    SatisfactionAsked,
    SatisfactionImported,
)
from sanye.crm.satisfaction.models import SatisfactionRequest


def asked(row: SatisfactionRequest) -> SatisfactionAsked:
    """A customer was asked."""
    return SatisfactionAsked(**_subject(row), expires_at=row.expires_at)


def answered(row: SatisfactionRequest) -> SatisfactionAnswered:
    """He answered, or changed his answer."""
    return SatisfactionAnswered(**_subject(row), **_answer(row))


def imported(row: SatisfactionRequest) -> SatisfactionImported:
    """He answered before Sanye."""
    return SatisfactionImported(**_subject(row), **_answer(row))


def _subject(row: SatisfactionRequest) -> dict[str, Any]:
    return {
        "satisfaction_request_id": row.id,
        "customer_id": row.customer_id,
        "subject_type": row.subject_type,
        "subject_id": row.subject_id,
        "subject_number": row.subject_number,
        "sales_order_ids": tuple(row.sales_order_ids),
        "item_ids": tuple(row.item_ids),
    }


def _answer(row: SatisfactionRequest) -> dict[str, Any]:
    return {
        "score": row.score,
        "reason_codes": tuple(row.reason_codes),
        "answered_at": row.answered_at,
    }
