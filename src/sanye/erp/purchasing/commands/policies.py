"""How we buy from whom."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.purchasing.errors import PolicyInvalid
from sanye.erp.purchasing.models import PurchasingPolicy
from sanye.kernel.actors import Actor
from sanye.stem.commands import command

LONGEST_WINDOW_DAYS = 366
MOST_ANSWER_DAYS = 366


@command
def put_purchasing_policy(
    *,
    supplier_id: UUID | None = None,
    window_days: int = 7,
    approval_amount: Decimal | None = None,
    answer_days: int = 3,
    by: Actor,
    at: datetime,
) -> PurchasingPolicy:
    """Set the policy of a supplier, or without one the company's. Raises PolicyInvalid."""
    if not 1 <= window_days <= LONGEST_WINDOW_DAYS:
        raise PolicyInvalid(field="window_days")
    if not 0 <= answer_days <= MOST_ANSWER_DAYS:
        raise PolicyInvalid(field="answer_days")
    if approval_amount is not None and (not approval_amount.is_finite() or approval_amount < 0):
        raise PolicyInvalid(field="approval_amount")
    policy: PurchasingPolicy
    policy, _ = PurchasingPolicy.objects.update_or_create(
        company_id=by.company_id,
        supplier_id=supplier_id,
        defaults={
            "window_days": window_days,
            "approval_amount": approval_amount,
            "answer_days": answer_days,
        },
    )
    return policy
