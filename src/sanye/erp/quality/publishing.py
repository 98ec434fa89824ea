"""From inspections to what others may know of them."""

from collections.abc import Iterable

from sanye.contracts.erp import quality as contract
from sanye.erp.quality.models import Inspection, InspectionDecision, QualityAlert
from sanye.stem.events.log import publish


def publish_opened(rows: Iterable[Inspection]) -> None:
    """Goods wait for a decision."""
    publish(
        *(
            contract.InspectionOpened(
                inspection_id=row.id,
                number=row.number,
                source_type=row.source_type,
                source_id=row.source_id,
                source_line_id=row.source_line_id,
                supplier_id=row.supplier_id,
                customer_id=row.customer_id,
                item_id=row.item_id,
                site_id=row.site_id,
                lot=row.lot,
                serial_number=row.serial_number,
                quantity=row.quantity,
                unit=row.unit,
            )
            for row in rows
        )
    )


def publish_decided(row: Inspection, decision: InspectionDecision) -> None:
    """Somebody decided, or took a decision back."""
    publish(
        contract.InspectionDecided(
            inspection_id=row.id,
            number=row.number,
            decision_id=decision.id,
            source_type=row.source_type,
            source_id=row.source_id,
            source_line_id=row.source_line_id,
            purchase_order_id=row.purchase_order_id,
            supplier_id=row.supplier_id,
            customer_id=row.customer_id,
            item_id=row.item_id,
            site_id=row.site_id,
            lot=row.lot,
            serial_number=row.serial_number,
            passed_quantity=decision.passed_quantity,
            failed_quantity=decision.failed_quantity,
            unit=row.unit,
            defect_code=decision.defect_code,
            disposition=decision.disposition,
            decided_date=decision.decided_date,
            reverses_decision_id=decision.reverses_id,
        )
    )


def publish_raised(rows: Iterable[QualityAlert]) -> None:
    """Failures come up more often than they used to."""
    publish(
        *(
            contract.QualityAlertRaised(
                quality_alert_id=row.id,
                number=row.number,
                item_id=row.item_id,
                failure_code=row.failure_code,
                supplier_id=row.supplier_id,
                window_days=row.window_days,
                count=row.count,
                count_before=row.count_before,
                probability_ratio=row.probability_ratio,
                owner_id=row.owner_id,
                owner_role=row.owner_role,
            )
            for row in rows
        )
    )


def publish_alert_closed(row: QualityAlert) -> None:
    """Somebody found the cause, or the trend is quiet again."""
    publish(
        contract.QualityAlertClosed(
            quality_alert_id=row.id,
            number=row.number,
            item_id=row.item_id,
            reason_code=row.close_reason_code,
        )
    )
