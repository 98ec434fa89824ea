"""What the company gives for goods that it never sold."""

from datetime import datetime
from decimal import Decimal

from sanye.erp.returns.errors import RatioOutOfRange
from sanye.erp.returns.models import ReturnPolicy
from sanye.kernel.actors import Actor
from sanye.stem.commands import command


@command
def set_return_policy(*, unsold_credit_ratio: Decimal, by: Actor, at: datetime) -> ReturnPolicy:
    """Set the share of today's price that such goods are credited with. Raises RatioOutOfRange."""
    if not 0 <= unsold_credit_ratio <= 1:
        raise RatioOutOfRange(ratio=unsold_credit_ratio, field="unsold_credit_ratio")
    policy: ReturnPolicy
    policy, _ = ReturnPolicy.objects.update_or_create(
        company_id=by.company_id, defaults={"unsold_credit_ratio": unsold_credit_ratio}
    )
    return policy
