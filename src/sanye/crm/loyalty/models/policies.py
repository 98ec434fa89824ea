"""What a company decides: what health is made of, and which customers belong together."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sanye.crm.loyalty.domain.health import Basis, Level, Reason
from sanye.stem.rows.constraints import not_negative, one_of
from sanye.stem.rows.fields import amount_field, choice_field, code_field, ratio_field
from sanye.stem.rows.models import CompanyRow


@pghistory.track()
class HealthPolicy(CompanyRow):
    """Below which score customers are watched or at risk; a level is left `margin` above."""

    watch_below = models.DecimalField(max_digits=5, decimal_places=2)
    at_risk_below = models.DecimalField(max_digits=5, decimal_places=2)
    margin = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta(CompanyRow.Meta):
        db_table = "crm_health_policy"
        constraints = [
            models.UniqueConstraint(fields=["company"], name="crm_health_policy_one"),
            not_negative("crm_health_policy_signs", "at_risk_below", "margin"),
            models.CheckConstraint(
                name="crm_health_policy_order",
                condition=Q(at_risk_below__lt=F("watch_below"), watch_below__lte=100),
            ),
        ]


@pghistory.track()
class HealthWeight(CompanyRow):
    """What one reason takes off, where the company says so; else the usual."""

    reason = choice_field(Reason)
    basis = choice_field(Basis)
    points_each = models.DecimalField(max_digits=5, decimal_places=2)
    points_most = models.DecimalField(max_digits=5, decimal_places=2)
    share_at_most = ratio_field()
    window_days = models.PositiveSmallIntegerField()

    class Meta(CompanyRow.Meta):
        db_table = "crm_health_weight"
        constraints = [
            models.UniqueConstraint(fields=["company", "reason"], name="crm_health_weight_reason"),
            one_of("crm_health_weight_reason_known", "reason", Reason),
            one_of("crm_health_weight_basis", "basis", Basis),
            models.CheckConstraint(
                name="crm_health_weight_bounds",
                condition=Q(
                    points_each__range=(0, 100),
                    points_most__range=(0, 100),
                    share_at_most__gt=0,
                    share_at_most__lte=1,
                    window_days__gt=0,
                ),
            ),
        ]


@pghistory.track()
class Segment(CompanyRow):
    """Customers that belong together: all that is said must hold, what is empty does not count."""

    code = code_field()
    name = models.CharField(max_length=100)
    name_zh = models.CharField(max_length=100, blank=True)
    recency_from = models.PositiveSmallIntegerField(default=1)
    recency_to = models.PositiveSmallIntegerField(default=5)
    frequency_from = models.PositiveSmallIntegerField(default=1)
    frequency_to = models.PositiveSmallIntegerField(default=5)
    value_from = models.PositiveSmallIntegerField(default=1)
    value_to = models.PositiveSmallIntegerField(default=5)
    amount_from = amount_field(null=True)
    is_quiet = models.BooleanField(null=True)
    levels = ArrayField(choice_field(Level), default=list)

    class Meta(CompanyRow.Meta):
        db_table = "crm_segment"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="crm_segment_code"),
            models.CheckConstraint(
                name="crm_segment_scores",
                condition=Q(
                    recency_from__gte=1,
                    recency_from__lte=F("recency_to"),
                    recency_to__lte=5,
                    frequency_from__gte=1,
                    frequency_from__lte=F("frequency_to"),
                    frequency_to__lte=5,
                    value_from__gte=1,
                    value_from__lte=F("value_to"),
                    value_to__lte=5,
                ),
            ),
        ]
