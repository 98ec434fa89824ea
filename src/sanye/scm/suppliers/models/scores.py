"""What we ask of suppliers, how they stand, what we learned of their lead times."""

from django.db import models
from django.db.models import F, Q

from sanye.scm.suppliers.domain.states import Basis, Colour, LearnedUse, RedConsequence
from sanye.scm.suppliers.models.history import OfSupplier, OfSupplierAtSite
from sanye.stem.rows.constraints import not_negative, one_of, positive, share
from sanye.stem.rows.fields import choice_field, quantity_field, ratio_field
from sanye.stem.rows.models import CompanyRow


class SupplierPolicy(CompanyRow):
    """What we ask of one supplier; the row without one holds for all who have none of their own.

    Meanings and defaults are those of `domain/rules.py`.
    """

    supplier = models.ForeignKey(
        "stem.Party", models.PROTECT, null=True, related_name="+", db_index=False
    )
    basis = choice_field(Basis, default=Basis.ASKED)
    late_days = models.PositiveSmallIntegerField(default=0)
    early_days = models.PositiveSmallIntegerField(null=True)
    under_ratio = ratio_field(default=0)
    half_life_days = models.PositiveSmallIntegerField(default=90)
    minimum_lines = models.DecimalField(max_digits=6, decimal_places=2, default=3)
    red_below_ratio = ratio_field(default="0.85")
    red_probability = ratio_field(default="0.8")
    yellow_below_ratio = ratio_field(default="0.93")
    yellow_probability = ratio_field(default="0.5")
    drift_limit = models.DecimalField(max_digits=6, decimal_places=2, default="2.7")
    unanswered_days = models.PositiveSmallIntegerField(default=2)
    likely_late_ratio = ratio_field(default="0.6")
    escalate_days = models.PositiveSmallIntegerField(default=3)
    lead_time_ratio = ratio_field(default="0.8")
    learned_use = choice_field(LearnedUse, default=LearnedUse.ADVISE)
    red_consequence = choice_field(RedConsequence, default=RedConsequence.WARN)

    class Meta(CompanyRow.Meta):
        db_table = "scm_supplier_policy"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "supplier"],
                nulls_distinct=False,
                name="scm_supplier_policy_unique",
            ),
            one_of("scm_supplier_policy_basis", "basis", Basis),
            one_of("scm_supplier_policy_learned", "learned_use", LearnedUse),
            one_of("scm_supplier_policy_red", "red_consequence", RedConsequence),
            positive("scm_supplier_policy_positive", "half_life_days", "drift_limit"),
            not_negative("scm_supplier_policy_lines", "minimum_lines"),
            share(
                "scm_supplier_policy_shares",
                "under_ratio",
                "red_below_ratio",
                "red_probability",
                "yellow_below_ratio",
                "yellow_probability",
                "likely_late_ratio",
                "lead_time_ratio",
            ),
            models.CheckConstraint(
                name="scm_supplier_policy_order",
                condition=Q(red_below_ratio__lte=F("yellow_below_ratio")),
            ),
        ]


class SupplierScore(OfSupplier):
    """How a supplier stands as of a day. Each number has its size beside it.

    `effective_…` count lines by their weight; `estimate_ratio` is what they say of his rate with
    the company's prior. `pending_colour` was said once and waits for a second evaluation. Quality,
    price and answers are of the last 365 days.
    """

    colour = choice_field(Colour)
    pending_colour = choice_field(Colour, blank=True)
    colour_reason = models.CharField(max_length=24)
    as_of_date = models.DateField()
    changed_at = models.DateTimeField()
    line_count = models.PositiveIntegerField(default=0)
    in_full_count = models.PositiveIntegerField(default=0)
    late_count = models.PositiveIntegerField(default=0)
    short_count = models.PositiveIntegerField(default=0)
    missing_count = models.PositiveIntegerField(default=0)
    confirmed_line_count = models.PositiveIntegerField(default=0)
    confirmed_in_full_count = models.PositiveIntegerField(default=0)
    open_line_count = models.PositiveIntegerField(default=0)
    overdue_line_count = models.PositiveIntegerField(default=0)
    effective_lines = quantity_field(default=0)
    effective_hits = quantity_field(default=0)
    estimate_ratio = ratio_field()
    below_red_ratio = ratio_field()
    below_yellow_ratio = ratio_field()
    drift = models.DecimalField(max_digits=9, decimal_places=4, default=0)
    received_quantity = quantity_field(default=0)
    rejected_quantity = quantity_field(default=0)
    receipt_count = models.PositiveIntegerField(default=0)
    rejected_ppm = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    expected_ppm = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    price_variance_ratio = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    priced_line_count = models.PositiveIntegerField(default=0)
    answer_count = models.PositiveIntegerField(default=0)
    answer_median_hours = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    answer_within_day_ratio = ratio_field(null=True)
    lead_time_count = models.PositiveIntegerField(default=0)
    lead_time_factor = models.DecimalField(max_digits=9, decimal_places=4, default=1)

    class Meta(OfSupplier.Meta):
        db_table = "scm_supplier_score"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "supplier"], name="scm_supplier_score_unique"
            ),
            one_of("scm_supplier_score_colour", "colour", Colour),
            share(
                "scm_supplier_score_shares",
                "estimate_ratio",
                "below_red_ratio",
                "below_yellow_ratio",
                "answer_within_day_ratio",
            ),
            models.CheckConstraint(
                name="scm_supplier_score_counts",
                condition=Q(
                    line_count=F("in_full_count")
                    + F("late_count")
                    + F("short_count")
                    + F("missing_count")
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "colour", "estimate_ratio"], name="scm_supplier_score_colour"
            )
        ]


class LearnedLeadTime(OfSupplierAtSite):
    """What a supplier needs for an item at a site, in working days of the site.

    `is_used`: planning counts with the suggested days instead of the planned ones.
    """

    planned_days = models.PositiveSmallIntegerField()
    mean_days = models.DecimalField(max_digits=9, decimal_places=2)
    deviation_days = models.DecimalField(max_digits=9, decimal_places=2)
    suggested_days = models.PositiveSmallIntegerField()
    is_used = models.BooleanField(default=False)
    receipt_count = models.PositiveIntegerField()
    effective_receipts = quantity_field()
    as_of_date = models.DateField()

    class Meta(OfSupplierAtSite.Meta):
        db_table = "scm_learned_lead_time"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "supplier", "item", "site"], name="scm_learned_lead_time_unique"
            ),
            positive("scm_learned_lead_time_days", "mean_days", "suggested_days"),
        ]
        indexes = [
            models.Index(fields=["company", "item", "site"], name="scm_learned_lead_time_item")
        ]
