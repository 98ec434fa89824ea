"""Tables of quotations."""

from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sanye.crm.quoting.domain.states import (
    STEPS,
    DeclineReason,
    LineKind,
    PriceSource,
    QuotationStatus,
)
from sanye.stem.rows.constraints import not_negative, one_of, positive, share, steps
from sanye.stem.rows.fields import (
    amount_field,
    choice_field,
    code_field,
    currency_field,
    number_field,
    price_field,
    quantity_field,
    ratio_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow


def _master(table: str, **options: Any) -> Any:
    return models.ForeignKey(table, on_delete=models.PROTECT, related_name="+", **options)


class QuotingPolicy(CompanyRow):
    """When a quotation needs approval: above a discount, below a margin (all 0-1).

    `minimum_margin_after_service_ratio`: below which margin after what the goods cost when they
    are sold; empty: it is only shown.
    """

    maximum_discount_ratio = ratio_field()
    minimum_margin_ratio = ratio_field()
    minimum_margin_after_service_ratio = ratio_field(null=True)
    valid_days = models.PositiveSmallIntegerField()

    class Meta(CompanyRow.Meta):
        db_table = "crm_quoting_policy"
        constraints = [
            models.UniqueConstraint(fields=["company"], name="crm_quoting_policy_one"),
            share("crm_quoting_policy_shares", "maximum_discount_ratio", "minimum_margin_ratio"),
            share("crm_quoting_policy_after_service", "minimum_margin_after_service_ratio"),
        ]


@pghistory.track()
class Quotation(CompanyRow):
    """An offer under one number; what is offered stands in its versions."""

    scope_party = "customer_id"
    scope_own = "owner_id"
    scope_site = "site_id"

    number = number_field()
    customer = _master("stem.Party")
    site = _master("stem.Site")
    owner = _master("stem.User", null=True, db_index=False)
    opportunity = models.ForeignKey(
        "crm.Opportunity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    ship_to_address = models.ForeignKey(
        "stem.PartyAddress", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    customer_reference = models.CharField(max_length=100, blank=True)
    latest_version = models.PositiveIntegerField(default=1)

    class Meta(CompanyRow.Meta):
        db_table = "crm_quotation"
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="crm_quotation_number")
        ]


@pghistory.track()
class QuotationVersion(CompanyRow):
    """One version of an offer with its terms and totals (chosen lines only).

    `discount_ratio` is the highest discount of a line, order discount included; `margin_ratio`
    is (net - cost) / net where costs are known, `margin_after_service_ratio` takes off what sold
    pieces cost afterwards, where that is known too. They are held against the policy.
    """

    scope_party = "quotation__customer_id"
    scope_own = "quotation__owner_id"
    scope_site = "quotation__site_id"

    quotation = models.ForeignKey(
        Quotation, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    version = models.PositiveIntegerField()
    status = choice_field(QuotationStatus, default=QuotationStatus.DRAFT)
    quoted_date = models.DateField()
    valid_until_date = models.DateField()
    currency = currency_field()
    payment_term = _master("stem.PaymentTerm", null=True, db_index=False)
    order_discount_ratio = ratio_field(default=0)
    net_amount = amount_field()
    tax_amount = amount_field()
    gross_amount = amount_field()
    discount_ratio = ratio_field(default=0)
    margin_ratio = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    margin_after_service_ratio = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    approval_asked_by_id = models.UUIDField(null=True)
    approval_reason = models.CharField(max_length=200, blank=True)
    approved_by_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    approval_note = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(
        max_length=24, blank=True, choices=[(reason, reason) for reason in DeclineReason]
    )
    decline_note = models.CharField(max_length=400, blank=True)
    estimated_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_quotation_version"
        indexes = [
            models.Index(fields=["company", "status", "id"], name="crm_quotation_version_state")
        ]
        triggers = [steps("steps", "status", STEPS)]
        constraints = [
            models.UniqueConstraint(
                fields=["quotation", "version"], name="crm_quotation_version_number"
            ),
            models.UniqueConstraint(
                fields=["quotation"],
                condition=~Q(status="SUPERSEDED"),
                name="crm_quotation_version_alive",
            ),
            one_of("crm_quotation_version_status", "status", QuotationStatus),
            share("crm_quotation_version_shares", "order_discount_ratio", "discount_ratio"),
            models.CheckConstraint(
                name="crm_quotation_version_total",
                condition=Q(gross_amount=F("net_amount") + F("tax_amount")),
            ),
            models.CheckConstraint(
                name="crm_quotation_version_declined",
                condition=~Q(status="DECLINED") | ~Q(decline_reason=""),
            ),
        ]


class QuotationLine(CompanyRow):
    """One line of a version. `estimated_date` is an inquiry's answer: nothing is reserved.

    `unit_cost` is per `unit` in the quotation's currency, empty where cost is unknown;
    `unit_service_cost` what one costs afterwards: service, returns, repairs.
    """

    scope_party = "version__quotation__customer_id"
    scope_own = "version__quotation__owner_id"
    scope_site = "version__quotation__site_id"

    version = models.ForeignKey(
        QuotationVersion, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    line_number = models.PositiveIntegerField()
    kind = choice_field(LineKind, default=LineKind.NORMAL)
    is_chosen = models.BooleanField(default=True)
    item = _master("stem.Item")
    text = models.CharField(max_length=400, blank=True)
    quantity = quantity_field()
    unit = unit_field()
    stock_quantity = quantity_field()
    unit_price = price_field()
    is_tax_included = models.BooleanField(default=False)
    price_source = choice_field(PriceSource)
    price_source_code = code_field(blank=True)
    promotion_code = code_field(blank=True)
    discount_ratio = ratio_field(default=0)
    tax_codes = ArrayField(code_field(), default=list)
    net_amount = amount_field()
    tax_amount = amount_field()
    unit_cost = price_field(null=True)
    unit_service_cost = price_field(null=True)
    requested_date = models.DateField()
    estimated_date = models.DateField(null=True)
    estimate_note_en = models.CharField(max_length=400, blank=True)
    estimate_note_zh = models.CharField(max_length=400, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_quotation_line"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "line_number"], name="crm_quotation_line_number"
            ),
            one_of("crm_quotation_line_kind", "kind", LineKind),
            share("crm_quotation_line_discount", "discount_ratio"),
            positive("crm_quotation_line_positive", "quantity", "stock_quantity"),
            not_negative("crm_quotation_line_amounts", "unit_price", "net_amount", "tax_amount"),
            models.CheckConstraint(
                name="crm_quotation_line_normal", condition=~Q(kind="NORMAL") | Q(is_chosen=True)
            ),
        ]
