"""What an invoice may differ."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.supplier_invoices.errors import PolicyInvalid
from sanye.erp.supplier_invoices.models import MatchPolicy
from sanye.kernel.actors import Actor
from sanye.stem.commands import command

MOST_DAYS = 366


@command
def put_match_policy(
    *,
    supplier_id: UUID | None = None,
    price_tolerance_ratio: Decimal = Decimal(0),
    price_tolerance_amount: Decimal = Decimal(0),
    quantity_tolerance_ratio: Decimal = Decimal(0),
    date_tolerance_days: int = 7,
    total_tolerance_amount: Decimal = Decimal("0.05"),
    free_line_amount: Decimal = Decimal(0),
    by: Actor,
    at: datetime,
) -> MatchPolicy:
    """Set the policy of a supplier, or without one the company's. Raises PolicyInvalid."""
    ratios = {
        "price_tolerance_ratio": price_tolerance_ratio,
        "quantity_tolerance_ratio": quantity_tolerance_ratio,
    }
    amounts = {
        "price_tolerance_amount": price_tolerance_amount,
        "total_tolerance_amount": total_tolerance_amount,
        "free_line_amount": free_line_amount,
    }
    for name, value in {**ratios, **amounts}.items():
        if not value.is_finite() or value < 0 or (name in ratios and value > 1):
            raise PolicyInvalid(field=name)
    if not 0 <= date_tolerance_days <= MOST_DAYS:
        raise PolicyInvalid(field="date_tolerance_days")
    policy: MatchPolicy
    policy, _ = MatchPolicy.objects.update_or_create(
        company_id=by.company_id,
        supplier_id=supplier_id,
        defaults={**ratios, **amounts, "date_tolerance_days": date_tolerance_days},
    )
    return policy
