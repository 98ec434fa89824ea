"""From cases to what the company may know of them: ids and codes, never words."""

from collections.abc import Iterable, Sequence
from typing import Any

from sanye.contracts.crm import service as facts
from sanye.crm.service.domain.states import Change
from sanye.crm.service.models import Case, ReturnRequest, ReturnRequestLine, ServiceCost
from sanye.stem.events.log import publish


def publish_opened(case: Case, queue_code: str) -> None:
    """Tell that somebody needs something."""
    publish(
        facts.CaseOpened(
            case_id=case.id,
            number=case.number,
            customer_id=case.customer_id,
            kind=case.kind,
            channel=case.channel,
            priority=case.priority,
            queue_code=queue_code,
            failure_code=case.failure_code,
            subject=subject_of(case),
            response_due_at=case.response_due_at,
            resolution_due_at=case.resolution_due_at,
        )
    )


def publish_changed(cases: Iterable[Case], change: Change) -> None:
    """Tell how cases are now, and what happened to them."""
    publish(
        *(
            facts.CaseChanged(
                case_id=case.id,
                number=case.number,
                customer_id=case.customer_id,
                change=change,
                status=case.status,
                priority=case.priority,
                failure_code=case.failure_code,
                subject=subject_of(case),
                merged_into_id=case.merged_into_id,
            )
            for case in cases
        )
    )


def publish_resolved(case: Case, *, is_in_time: bool) -> None:
    """Tell what was done and why it was needed."""
    publish(facts.CaseResolved(**_outcome(case, is_in_time=is_in_time)))


def publish_imported(cases: Sequence[Case], in_time: Sequence[bool]) -> None:
    """Tell of cases that were closed before Sanye."""
    publish(
        *(
            facts.CaseImported(**_outcome(case, is_in_time=kept))
            for case, kept in zip(cases, in_time, strict=True)
        )
    )


def publish_closed(cases: Iterable[Case]) -> None:
    """Tell that nothing more will be done."""
    publish(
        *(
            facts.CaseClosed(
                case_id=case.id,
                number=case.number,
                customer_id=case.customer_id,
                reason_code=case.close_reason,
            )
            for case in cases
        )
    )


def publish_return_asked(
    request: ReturnRequest, case: Case, lines: Sequence[ReturnRequestLine]
) -> None:
    """Ask for goods; `erp` makes the return order."""
    publish(
        facts.ReturnAskedFor(
            request_id=request.id,
            case_id=case.id,
            case_number=case.number,
            customer_id=case.customer_id,
            site_id=request.site_id,
            lines=tuple(_asked(line) for line in lines),
        )
    )


def publish_cost(cost: ServiceCost, case: Case) -> None:
    """Tell what was spent, or taken back."""
    publish(
        facts.ServiceCostReported(
            report_id=cost.id,
            case_id=case.id,
            case_number=case.number,
            customer_id=cost.customer_id,
            item_id=cost.item_id,
            kind=cost.kind,
            minutes=cost.minutes,
            amount=cost.amount,
            currency=cost.currency,
            posting_date=cost.posting_date,
            is_in_warranty=cost.is_in_warranty,
            reverses_report_id=cost.reverses_id,
        )
    )


def subject_of(case: Case) -> facts.CaseSubject:
    """What a case is about."""
    return facts.CaseSubject(
        item_id=case.item_id,
        sales_order_id=case.sales_order_id,
        delivery_id=case.delivery_id,
        serial_number=case.serial_number,
        lot=case.lot,
    )


def _outcome(case: Case, *, is_in_time: bool) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "number": case.number,
        "customer_id": case.customer_id,
        "kind": case.kind,
        "priority": case.priority,
        "failure_code": case.failure_code,
        "cause_code": case.cause_code,
        "resolution_code": case.resolution_code,
        "is_our_fault": case.is_our_fault,
        "is_in_warranty": case.is_in_warranty,
        "subject": subject_of(case),
        "opened_at": case.opened_at,
        "resolved_at": case.resolved_at,
        "is_in_time": is_in_time,
    }


def _asked(line: ReturnRequestLine) -> facts.ReturnAsked:
    return facts.ReturnAsked(
        line_id=line.id,
        item_id=line.item_id,
        quantity=line.quantity,
        unit=line.unit,
        serial_number=line.serial_number,
        lot=line.lot,
        delivery_line_id=line.source_line_id if line.is_delivered else None,
        reason_code=line.reason_code,
        failure_code=line.failure_code,
        wanted_outcome=line.wanted_outcome,
        is_in_warranty=line.is_in_warranty,
        sales_order_id=line.sales_order_id,
    )
