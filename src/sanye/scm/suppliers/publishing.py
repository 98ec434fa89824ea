"""From rows of suppliers' behaviour to published facts."""

from collections.abc import Sequence

from sanye.contracts.scm.events import (
    LeadTimeLearned,
    SupplierAlertClosed,
    SupplierAlertRaised,
    SupplierScoreChanged,
)
from sanye.scm.suppliers.models import LearnedLeadTime, SupplierAlert, SupplierScore
from sanye.stem.events.log import publish


def publish_scores(told: Sequence[tuple[SupplierScore, str]]) -> None:
    """Each with the colour it had."""
    publish(
        *(
            SupplierScoreChanged(
                supplier_id=row.supplier_id,
                colour=row.colour,
                from_colour=from_colour,
                on_time_in_full_ratio=row.estimate_ratio,
                probability_below_ratio=row.below_red_ratio,
                line_count=row.line_count,
                rejected_ppm=row.rejected_ppm,
                as_of_date=row.as_of_date,
            )
            for row, from_colour in told
        )
    )


def publish_learned(rows: Sequence[LearnedLeadTime]) -> None:
    publish(
        *(
            LeadTimeLearned(
                supplier_id=row.supplier_id,
                item_id=row.item_id,
                site_id=row.site_id,
                mean_days=row.mean_days,
                deviation_days=row.deviation_days,
                receipt_count=row.receipt_count,
                planned_days=row.planned_days,
                suggested_days=row.suggested_days,
                is_used=row.is_used,
            )
            for row in rows
        )
    )


def publish_raised(*rows: SupplierAlert) -> None:
    publish(
        *(
            SupplierAlertRaised(
                supplier_alert_id=row.id,
                supplier_id=row.supplier_id,
                severity=row.severity,
                kind=row.kind,
                purchase_order_id=row.order_id,
                purchase_order_number=row.order_number,
                schedule_line_id=row.line_id,
                item_id=row.item_id,
                late_ratio=row.late_ratio,
                sales_order_ids=tuple(row.sales_order_ids),
                money_at_stake=row.money_at_stake,
                currency=row.currency,
                owner_role=row.owner_role,
            )
            for row in rows
        )
    )


def publish_closed(*rows: SupplierAlert) -> None:
    publish(
        *(
            SupplierAlertClosed(
                supplier_alert_id=row.id,
                supplier_id=row.supplier_id,
                kind=row.kind,
                reason_code=row.close_reason,
            )
            for row in rows
        )
    )
