"""How a customer buys and how he is doing, worked out from what is known."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from sanye.crm.loyalty.domain.health import Level, Reason
from sanye.stem.rows.constraints import one_of, share
from sanye.stem.rows.fields import amount_field, choice_field, ratio_field
from sanye.stem.rows.models import CompanyRow


def _customer() -> Any:
    return models.ForeignKey(
        "stem.Party", on_delete=models.PROTECT, related_name="+", db_index=False
    )


def _days(**options: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=8, decimal_places=2, **options)


class Behaviour(CompanyRow):
    """How a customer buys, as of a day. Amount in functional currency, of the last 365 days.

    Scores are fifths of all customers with orders, 5 the best; customers alike get the same.
    """

    scope_party = "customer_id"

    customer = _customer()
    as_of_date = models.DateField()
    first_order_date = models.DateField(null=True)
    last_order_date = models.DateField(null=True)
    order_count = models.PositiveIntegerField()
    amount = amount_field()
    gap_days = _days(null=True)
    spread_days = _days(null=True)
    next_expected_date = models.DateField(null=True)
    is_quiet = models.BooleanField(default=False)
    trend_ratio = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    late_line_ratio = ratio_field(null=True)
    return_ratio = ratio_field(null=True)
    overdue_ratio = ratio_field(null=True)
    recency_score = models.PositiveSmallIntegerField(null=True)
    frequency_score = models.PositiveSmallIntegerField(null=True)
    value_score = models.PositiveSmallIntegerField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_behaviour"
        constraints = [
            models.UniqueConstraint(fields=["company", "customer"], name="crm_behaviour_customer"),
            share("crm_behaviour_shares", "late_line_ratio", "return_ratio", "overdue_ratio"),
            models.CheckConstraint(
                name="crm_behaviour_scores",
                condition=Q(recency_score__isnull=True)
                | Q(
                    recency_score__range=(1, 5),
                    frequency_score__range=(1, 5),
                    value_score__range=(1, 5),
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "next_expected_date"], name="crm_behaviour_next"),
            models.Index(fields=["company", "amount"], name="crm_behaviour_amount"),
        ]


class Health(CompanyRow):
    """How a customer is doing, as of a day: score from 0 to 100 and level with its beginning."""

    scope_party = "customer_id"

    customer = _customer()
    as_of_date = models.DateField()
    score = models.DecimalField(max_digits=5, decimal_places=2)
    level = choice_field(Level)
    level_since_date = models.DateField()

    class Meta(CompanyRow.Meta):
        db_table = "crm_health"
        constraints = [
            models.UniqueConstraint(fields=["company", "customer"], name="crm_health_customer"),
            one_of("crm_health_level", "level", Level),
            models.CheckConstraint(name="crm_health_score", condition=Q(score__range=(0, 100))),
        ]
        indexes = [models.Index(fields=["company", "score"], name="crm_health_list")]


class HealthReason(CompanyRow):
    """What took points off a customer's health; negative points, and how many documents."""

    scope_party = "health__customer_id"

    health = models.ForeignKey(
        Health, on_delete=models.CASCADE, related_name="reasons", db_index=False
    )
    reason = choice_field(Reason)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    evidence_count = models.PositiveIntegerField()

    class Meta(CompanyRow.Meta):
        db_table = "crm_health_reason"
        constraints = [
            models.UniqueConstraint(fields=["health", "reason"], name="crm_health_reason_unique"),
            one_of("crm_health_reason_reason", "reason", Reason),
            models.CheckConstraint(
                name="crm_health_reason_signs",
                condition=Q(points__lt=0, evidence_count__gt=0),
            ),
        ]
