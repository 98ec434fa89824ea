"""How we buy."""

from django.db import models

from sanye.stem.rows.constraints import positive
from sanye.stem.rows.fields import (
    amount_field,
)
from sanye.stem.rows.models import CompanyRow


class PurchasingPolicy(CompanyRow):
    """How we buy; the row without a supplier holds for all that have none of their own.

    `window_days`: planned orders due in one window share an order. `approval_amount`: in
    functional currency, net; above it another person approves, empty = never.
    `answer_days`: calendar days the supplier has to answer.
    """

    supplier = models.ForeignKey(
        "stem.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    window_days = models.PositiveSmallIntegerField(default=7)
    approval_amount = amount_field(null=True, blank=True)
    answer_days = models.PositiveSmallIntegerField(default=3)

    class Meta(CompanyRow.Meta):
        db_table = "erp_purchasing_policy"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "supplier"],
                nulls_distinct=False,
                name="erp_purchasing_policy_unique",
            ),
            positive("erp_purchasing_policy_window", "window_days"),
        ]
