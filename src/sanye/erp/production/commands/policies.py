"""What a site allows its production."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.production.errors import QuantityNegative
from sanye.erp.production.models import ProductionPolicy
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_site


@command
def set_production_policy(
    *,
    site_id: UUID,
    over_completion_ratio: Decimal,
    over_issue_ratio: Decimal,
    short_backflush_ratio: Decimal,
    backflushes: bool,
    by: Actor,
    at: datetime,
) -> ProductionPolicy:
    """Set the tolerances of a site; ratios of the planned quantity, 0.05 is five percent."""
    get_site(site_id=site_id, by=by)
    ratios = {
        "over_completion_ratio": over_completion_ratio,
        "over_issue_ratio": over_issue_ratio,
        "short_backflush_ratio": short_backflush_ratio,
    }
    for name, ratio in ratios.items():
        if ratio < 0:
            raise QuantityNegative(what=name, quantity=ratio, field=name)
    policy: ProductionPolicy
    policy, _ = ProductionPolicy.objects.update_or_create(
        company_id=by.company_id,
        site_id=site_id,
        defaults={**ratios, "backflushes": backflushes},
    )
    return policy
