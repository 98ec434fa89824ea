"""Tables of promising: holds with their answers, and what they take of supply."""

from django.db import models

from sanye.engines.promise import Binding
from sanye.scm.promising.domain.states import HOLD_STEPS, FreedBecause, HoldStatus
from sanye.stem.rows.constraints import positive, steps
from sanye.stem.rows.fields import choice_field, quantity_field
from sanye.stem.rows.models import CompanyRow


class Hold(CompanyRow):
    """Supply kept for a customer's request. `is_planned`: the plan provides for it by now."""

    scope_party = "customer_id"

    request_id = models.UUIDField()
    customer = models.ForeignKey("stem.Party", models.PROTECT, related_name="+", db_index=False)
    priority = models.SmallIntegerField(default=5)
    status = choice_field(HoldStatus, default=HoldStatus.HELD)
    expires_at = models.DateTimeField()
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False
    )
    sales_order_id = models.UUIDField(null=True)
    is_planned = models.BooleanField(default=False)
    freed_because = choice_field(FreedBecause, blank=True)
    held_at = models.DateTimeField()

    class Meta(CompanyRow.Meta):
        db_table = "scm_hold"
        constraints = [
            models.UniqueConstraint(fields=["company", "request_id"], name="scm_hold_unique"),
            models.CheckConstraint(
                name="scm_hold_committed_to_order",
                condition=~models.Q(status="COMMITTED") | models.Q(sales_order_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "held_at", "id"], name="scm_hold_held_at"),
            models.Index(fields=["company", "expires_at", "id"], name="scm_hold_expires_at"),
            models.Index(fields=["company", "status", "id"], name="scm_hold_list"),
            models.Index(fields=["company", "sales_order_id"], name="scm_hold_order"),
            models.Index(
                fields=["company", "expires_at"],
                condition=models.Q(status="HELD"),
                name="scm_hold_expires",
            ),
        ]
        triggers = [steps("scm_hold_steps", "status", HOLD_STEPS)]


class HoldLine(CompanyRow):
    """One line asked for and its promise; `promised_date` empty: no date can be given."""

    scope_company = "hold__company_id"

    hold = models.ForeignKey(Hold, models.CASCADE, related_name="lines", db_index=False)
    line_id = models.UUIDField()
    item = models.ForeignKey("stem.Item", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("stem.Site", models.PROTECT, related_name="+", db_index=False)
    quantity = quantity_field()
    requested_date = models.DateField()
    promised_date = models.DateField(null=True)
    quantity_on_requested_date = quantity_field()
    constraint_code = choice_field(Binding)
    constraint_item = models.ForeignKey(
        "stem.Item", models.PROTECT, null=True, related_name="+", db_index=False
    )
    explanation_en = models.CharField(max_length=300)
    explanation_zh = models.CharField(max_length=300)

    class Meta(CompanyRow.Meta):
        db_table = "scm_hold_line"
        constraints = [
            models.UniqueConstraint(fields=["hold", "line_id"], name="scm_hold_line_unique"),
            positive("scm_hold_line_quantity", "quantity"),
        ]


class HoldPart(CompanyRow):
    """A part of the split that serves earliest."""

    line = models.ForeignKey(HoldLine, models.CASCADE, related_name="parts")
    part_date = models.DateField()
    quantity = quantity_field()

    class Meta(CompanyRow.Meta):
        db_table = "scm_hold_part"
        constraints = [positive("scm_hold_part_quantity", "quantity")]


class HoldFlow(CompanyRow):
    """What a hold takes of an item (negative) or counts on anew (positive) on a day."""

    hold = models.ForeignKey(Hold, models.CASCADE, related_name="flows")
    item = models.ForeignKey("stem.Item", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("stem.Site", models.PROTECT, related_name="+", db_index=False)
    flow_date = models.DateField()
    quantity = quantity_field()

    class Meta(CompanyRow.Meta):
        db_table = "scm_hold_flow"
        indexes = [
            models.Index(fields=["company", "item", "site"], name="scm_hold_flow_item"),
        ]
