"""Tables of sales orders."""

from typing import Any

import pghistory
from django.db import models
from django.db.models import F, GeneratedField, Q
from django.db.models.functions import Greatest

from sanye.erp.sales_orders.domain.states import (
    STEPS,
    AwaitReason,
    CreditStatus,
    OrderStatus,
    PriceSource,
)
from sanye.stem.rows.constraints import at_most, not_negative, one_of, positive, share, steps
from sanye.stem.rows.fields import (
    amount_field,
    choice_field,
    code_field,
    currency_field,
    number_field,
    price_field,
    quantity_field,
    rate_field,
    ratio_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow


def _master(table: str, **options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(table, on_delete=models.PROTECT, related_name="+", **options)


@pghistory.track()
class SalesOrder(CompanyRow):
    """What a customer ordered. `quotation_id` names the quotation of another leaf.

    `exchange_rate` turns one unit of `currency` into the functional currency on `rate_date`.
    `hold_id` is the supply held or committed for it; `hold_attempt` counts askings, so that each
    has a request id of its own and a repeated one finds the same hold.
    """

    scope_party = "customer_id"
    scope_own = "owner_id"
    scope_site = "site_id"

    number = number_field()
    status = choice_field(OrderStatus, default=OrderStatus.PLACED)
    customer = _master("stem.Party")
    site = _master("stem.Site")
    owner = _master("stem.User", null=True, db_index=False)
    ship_to_address = models.ForeignKey(
        "stem.PartyAddress", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    quotation_id = models.UUIDField(null=True)
    customer_return_id = models.UUIDField(null=True)
    customer_reference = models.CharField(max_length=100, blank=True)
    order_date = models.DateField()
    tax_date = models.DateField()
    currency = currency_field()
    exchange_rate = rate_field()
    rate_date = models.DateField()
    payment_term = _master("stem.PaymentTerm", null=True, db_index=False)
    order_discount_ratio = ratio_field(default=0)
    priority = models.PositiveSmallIntegerField(default=100)
    net_amount = amount_field(default=0)
    tax_amount = amount_field(default=0)
    gross_amount = amount_field(default=0)
    amendment_number = models.PositiveIntegerField(default=0)
    hold_id = models.UUIDField(null=True)
    hold_attempt = models.PositiveIntegerField(default=0)
    await_reason = models.CharField(
        max_length=24, blank=True, choices=[(reason, reason) for reason in AwaitReason]
    )
    credit_status = choice_field(CreditStatus, default=CreditStatus.UNCHECKED)
    credit_excess_amount = amount_field(default=0)
    credit_released_amount = amount_field(null=True)
    credit_release_reason = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_sales_order"
        triggers = [steps("steps", "status", STEPS)]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_sales_order_number"),
            models.UniqueConstraint(
                fields=["company", "quotation_id"],
                condition=Q(quotation_id__isnull=False),
                name="erp_sales_order_quotation",
            ),
            one_of("erp_sales_order_status", "status", OrderStatus),
            one_of("erp_sales_order_credit_status", "credit_status", CreditStatus),
            share("erp_sales_order_discount", "order_discount_ratio"),
            positive("erp_sales_order_rate", "exchange_rate"),
            models.CheckConstraint(
                name="erp_sales_order_total",
                condition=Q(gross_amount=F("net_amount") + F("tax_amount")),
            ),
            models.CheckConstraint(
                name="erp_sales_order_waits",
                condition=~Q(status="AWAITING_PROMISE") | ~Q(await_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "gross_amount", "id"], name="erp_sales_order_amount"),
            models.Index(fields=["company", "order_date", "id"], name="erp_sales_order_date"),
            models.Index(fields=["company", "status", "id"], name="erp_sales_order_list"),
            models.Index(
                fields=["company", "customer"],
                condition=Q(status="CONFIRMED"),
                name="erp_sales_order_exposure",
            ),
        ]


@pghistory.track()
class SalesOrderLine(CompanyRow):
    """An item at a price. One `unit` is factor_numerator / factor_denominator stock units.

    `stock_quantity`, `shipped_…`, `cancelled_…` and `invoiced_quantity` count the item's stock
    unit; the first three are the sums of its schedule lines. Amounts are for what is not
    cancelled of `quantity`.
    """

    scope_party = "order__customer_id"
    scope_own = "order__owner_id"
    scope_site = "order__site_id"

    order = models.ForeignKey(
        SalesOrder, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    line_number = models.PositiveIntegerField()
    item = _master("stem.Item")
    is_service = models.BooleanField(default=False)
    text = models.CharField(max_length=400, blank=True)
    quantity = quantity_field()
    unit = unit_field()
    factor_numerator = models.BigIntegerField(default=1)
    factor_denominator = models.BigIntegerField(default=1)
    stock_quantity = quantity_field()
    stock_unit = unit_field()
    unit_price = price_field()
    is_tax_included = models.BooleanField(default=False)
    price_source = choice_field(PriceSource)
    price_source_code = code_field(blank=True)
    promotion_code = code_field(blank=True)
    discount_ratio = ratio_field(default=0)
    net_amount = amount_field()
    tax_amount = amount_field()
    over_delivery_ratio = ratio_field(default=0)
    shipped_quantity = quantity_field(default=0)
    cancelled_quantity = quantity_field(default=0)
    invoiced_quantity = quantity_field(default=0)
    cancel_reason = models.CharField(max_length=200, blank=True)
    quotation_line_id = models.UUIDField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_sales_order_line"
        constraints = [
            models.UniqueConstraint(
                fields=["order", "line_number"], name="erp_sales_order_line_number"
            ),
            one_of("erp_sales_order_line_price_source", "price_source", PriceSource),
            share("erp_sales_order_line_shares", "discount_ratio", "over_delivery_ratio"),
            positive(
                "erp_sales_order_line_positive",
                "quantity",
                "stock_quantity",
                "factor_numerator",
                "factor_denominator",
            ),
            not_negative(
                "erp_sales_order_line_not_negative",
                "unit_price",
                "net_amount",
                "tax_amount",
                "shipped_quantity",
                "cancelled_quantity",
                "invoiced_quantity",
            ),
            at_most("erp_sales_order_line_cancelled", "cancelled_quantity", "stock_quantity"),
            at_most("erp_sales_order_line_invoiced", "invoiced_quantity", "shipped_quantity"),
        ]


class SalesOrderLineTax(CompanyRow):
    """A tax of one line, as agreed: rate, base and amount in the order's currency.

    `self_assessed_amount` is a reverse charge: shown, owed by the buyer, not in the total.
    """

    scope_party = "line__order__customer_id"
    scope_own = "line__order__owner_id"
    scope_site = "line__order__site_id"

    line = models.ForeignKey(
        SalesOrderLine, on_delete=models.CASCADE, related_name="taxes", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    tax_code = code_field()
    rate_ratio = ratio_field()
    is_included = models.BooleanField(default=False)
    is_reverse_charge = models.BooleanField(default=False)
    base_amount = amount_field()
    tax_amount = amount_field()
    self_assessed_amount = amount_field(default=0)

    class Meta(CompanyRow.Meta):
        db_table = "erp_sales_order_line_tax"
        constraints = [
            models.UniqueConstraint(
                fields=["line", "tax_code"], name="erp_sales_order_line_tax_one"
            )
        ]


@pghistory.track(exclude=["open_quantity"])
class SalesScheduleLine(CompanyRow):
    """A part of a line with its own day: quantities in the item's stock unit.

    Ordered = shipped + open + cancelled, but for what was shipped beyond within tolerance;
    `delivering_quantity` is the part of it that stands on deliveries not shipped yet.
    `estimated_date` is a guess from lead times when nobody could promise; `proposed_date` is what
    planning proposes because the promise is endangered, until the seller accepts or keeps.
    """

    scope_party = "line__order__customer_id"
    scope_own = "line__order__owner_id"
    scope_site = "site_id"

    line = models.ForeignKey(
        SalesOrderLine, on_delete=models.PROTECT, related_name="schedule", db_index=False
    )
    position = models.PositiveIntegerField()
    site = _master("stem.Site")
    quantity = quantity_field()
    delivering_quantity = quantity_field(default=0)
    shipped_quantity = quantity_field(default=0)
    cancelled_quantity = quantity_field(default=0)
    open_quantity = GeneratedField(
        expression=Greatest(
            F("quantity") - F("cancelled_quantity") - F("shipped_quantity"),
            models.Value(0, output_field=quantity_field()),
        ),
        output_field=quantity_field(),
        db_persist=True,
    )
    requested_date = models.DateField()
    first_promised_date = models.DateField(null=True)
    promised_date = models.DateField(null=True)
    actual_date = models.DateField(null=True)
    estimated_date = models.DateField(null=True)
    proposed_date = models.DateField(null=True)
    is_endangered = models.BooleanField(default=False)
    endangered_cause = models.CharField(max_length=200, blank=True)
    promise_note_en = models.CharField(max_length=400, blank=True)
    promise_note_zh = models.CharField(max_length=400, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_sales_schedule_line"
        constraints = [
            models.UniqueConstraint(
                fields=["line", "position"], name="erp_sales_schedule_line_position"
            ),
            not_negative(
                "erp_sales_schedule_line_not_negative",
                "quantity",
                "delivering_quantity",
                "shipped_quantity",
                "cancelled_quantity",
            ),
            at_most("erp_sales_schedule_line_cancelled", "cancelled_quantity", "quantity"),
            models.CheckConstraint(
                name="erp_sales_schedule_line_first_promise",
                condition=Q(promised_date__isnull=True) | Q(first_promised_date__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "promised_date"],
                condition=Q(open_quantity__gt=0),
                name="erp_sales_schedule_line_due",
            ),
            models.Index(
                fields=["company", "line"],
                condition=Q(is_endangered=True),
                name="erp_sales_schedule_endangered",
            ),
        ]


class SalesOrderAmendment(CompanyRow):
    """A numbered change of an order after it was placed, with its reason. Append-only."""

    scope_party = "order__customer_id"
    scope_own = "order__owner_id"
    scope_site = "order__site_id"

    order = models.ForeignKey(
        SalesOrder, on_delete=models.PROTECT, related_name="amendments", db_index=False
    )
    amendment_number = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    amended_at = models.DateTimeField()
    amended_by_id = models.UUIDField(null=True)
    net_amount_before = amount_field()
    net_amount_after = amount_field()

    class Meta(CompanyRow.Meta):
        db_table = "erp_sales_order_amendment"
        constraints = [
            models.UniqueConstraint(
                fields=["order", "amendment_number"], name="erp_sales_order_amendment_number"
            )
        ]


class SalesOrderChange(CompanyRow):
    """One value that an amendment changed, as text: line, what, before, after."""

    scope_party = "amendment__order__customer_id"
    scope_own = "amendment__order__owner_id"
    scope_site = "amendment__order__site_id"

    amendment = models.ForeignKey(
        SalesOrderAmendment, on_delete=models.CASCADE, related_name="changes"
    )
    line_number = models.PositiveIntegerField()
    field = models.CharField(max_length=24)
    before = models.CharField(max_length=100, blank=True)
    after = models.CharField(max_length=100, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_sales_order_change"
