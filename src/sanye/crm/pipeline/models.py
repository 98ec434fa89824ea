"""Tables of the pipeline."""

import pghistory
from django.db import models
from django.db.models import Q

from sanye.crm.pipeline.domain.stages import STEPS, LostReason, Stage
from sanye.stem.rows.constraints import not_negative, one_of, positive, share, steps
from sanye.stem.rows.fields import (
    choice_field,
    currency_field,
    number_field,
    price_field,
    quantity_field,
    ratio_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow


@pghistory.track()
class Opportunity(CompanyRow):
    """A chance to sell. Its expected amount is the sum of its lines."""

    scope_party = "customer_id"
    scope_own = "owner_id"

    number = number_field()
    title = models.CharField(max_length=200)
    customer = models.ForeignKey("stem.Party", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    stage = choice_field(Stage, default=Stage.LEAD)
    probability_ratio = ratio_field()
    expected_close_date = models.DateField()
    currency = currency_field()
    lost_reason = models.CharField(
        max_length=24, blank=True, choices=[(reason, reason) for reason in LostReason]
    )
    lost_note = models.CharField(max_length=400, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_opportunity"
        triggers = [steps("steps", "stage", STEPS)]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="crm_opportunity_number"),
            one_of("crm_opportunity_stage", "stage", Stage),
            share("crm_opportunity_probability", "probability_ratio"),
            models.CheckConstraint(
                name="crm_opportunity_lost", condition=~Q(stage="LOST") | ~Q(lost_reason="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "expected_close_date", "id"], name="crm_opportunity_close"
            ),
            models.Index(fields=["company", "stage", "id"], name="crm_opportunity_list"),
        ]


class OpportunityLine(CompanyRow):
    """What the customer may buy; `unit_price` is what sales expects, in its currency."""

    scope_party = "opportunity__customer_id"
    scope_own = "opportunity__owner_id"

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    line_number = models.PositiveIntegerField()
    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")
    quantity = quantity_field()
    unit = unit_field()
    unit_price = price_field(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_opportunity_line"
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "line_number"], name="crm_opportunity_line_number"
            ),
            positive("crm_opportunity_line_positive", "quantity"),
            not_negative("crm_opportunity_line_price", "unit_price"),
        ]
