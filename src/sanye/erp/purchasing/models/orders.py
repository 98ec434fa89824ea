"""Purchase orders: header, lines, and what is expected when."""

from decimal import Decimal

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from sanye.erp.purchasing.domain.quantities import open_quantity
from sanye.erp.purchasing.domain.states import (
    ORDER_STEPS,
    UNSENT,
    Answer,
    OrderOrigin,
    OrderStatus,
)
from sanye.stem.rows.constraints import at_most, not_negative, one_of, positive, steps
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


@pghistory.track()
class PurchaseOrder(CompanyRow):
    """An order to one supplier for one site.

    `exchange_rate` turns the order's currency into the functional one as of `rate_date`; goods
    are valued at the rate of their receipt. `window_start_date` is set for planned orders' sake.
    """

    scope_site = "site_id"
    scope_party = "supplier_id"
    scope_own = "buyer_id"

    number = number_field()
    supplier = models.ForeignKey("stem.Party", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, related_name="+")
    status = choice_field(OrderStatus, default=OrderStatus.DRAFT)
    origin = choice_field(OrderOrigin, default=OrderOrigin.HAND)
    currency = currency_field()
    exchange_rate = rate_field()
    rate_date = models.DateField()
    order_date = models.DateField()
    window_start_date = models.DateField(null=True, blank=True)
    net_amount = amount_field(default=Decimal(0))
    tax_amount = amount_field(default=Decimal(0))
    gross_amount = amount_field(default=Decimal(0))
    amendment_number = models.PositiveIntegerField(default=0)
    supplier_reference = code_field(blank=True)
    note = models.TextField(blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    answer_by_date = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    buyer = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_by = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(CompanyRow.Meta):
        db_table = "erp_purchase_order"
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_purchase_order_number"),
            models.UniqueConstraint(
                fields=["company", "supplier", "site", "currency", "window_start_date"],
                condition=Q(status="DRAFT", origin="PLAN"),
                name="erp_purchase_order_one_draft",
            ),
            one_of("erp_purchase_order_status", "status", OrderStatus),
            one_of("erp_purchase_order_origin", "origin", OrderOrigin),
            not_negative("erp_purchase_order_amounts", "net_amount", "gross_amount"),
            models.CheckConstraint(
                name="erp_purchase_order_total",
                condition=Q(gross_amount=F("net_amount") + F("tax_amount")),
            ),
            positive("erp_purchase_order_rate", "exchange_rate"),
            models.CheckConstraint(
                name="erp_purchase_order_sent",
                condition=Q(status__in=sorted(s.value for s in UNSENT), sent_at__isnull=True)
                | Q(status="CANCELLED")
                | Q(status__in=["SENT", "CONFIRMED", "CLOSED"], sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "order_date", "id"], name="erp_purchase_order_date"),
            models.Index(
                fields=["company", "answer_by_date", "id"], name="erp_purchase_order_answer"
            ),
            models.Index(fields=["company", "status", "id"], name="erp_purchase_order_state"),
            models.Index(fields=["company", "supplier", "id"], name="erp_purchase_order_who"),
        ]
        triggers = [steps("purchase_order_steps", "status", ORDER_STEPS)]


@pghistory.track()
class PurchaseOrderLine(CompanyRow):
    """An item at a price. Quantities count `unit`; `factor` stock units are one of it, exactly.

    `net_unit_price` is the price without a tax it may include. Quantities are the sums of the
    schedule lines; `invoiced_quantity` is what supplier invoices, less credits, were matched to.
    """

    scope_site = "purchase_order__site_id"
    scope_party = "purchase_order__supplier_id"
    scope_own = "purchase_order__buyer_id"

    purchase_order = models.ForeignKey(
        PurchaseOrder, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    line_number = models.PositiveIntegerField()
    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300, blank=True)
    unit = unit_field()
    stock_unit = unit_field()
    factor_numerator = models.BigIntegerField(default=1)
    factor_denominator = models.BigIntegerField(default=1)
    unit_decimals = models.PositiveSmallIntegerField(default=6)
    unit_price = price_field()
    net_unit_price = price_field()
    price_source = models.CharField(max_length=12)
    supplier_term_id = models.UUIDField(null=True, blank=True)
    minimum_quantity = quantity_field(default=Decimal(0))
    multiple_quantity = quantity_field(null=True, blank=True)
    maximum_quantity = quantity_field(null=True, blank=True)
    over_receipt_ratio = ratio_field(default=Decimal(0))
    under_receipt_ratio = ratio_field(default=Decimal(0))
    tax_code = code_field(blank=True)
    tax_ratio = ratio_field(default=Decimal(0))
    tax_is_included = models.BooleanField(default=False)
    tax_is_reverse_charge = models.BooleanField(default=False)
    quantity = quantity_field()
    received_quantity = quantity_field(default=Decimal(0))
    returned_quantity = quantity_field(default=Decimal(0))
    cancelled_quantity = quantity_field(default=Decimal(0))
    invoiced_quantity = quantity_field(default=Decimal(0))
    net_amount = amount_field(default=Decimal(0))
    tax_amount = amount_field(default=Decimal(0))

    class Meta(CompanyRow.Meta):
        db_table = "erp_purchase_order_line"
        constraints = [
            models.UniqueConstraint(
                fields=["purchase_order", "line_number"], name="erp_purchase_order_line_number"
            ),
            positive(
                "erp_purchase_order_line_positive",
                "quantity",
                "factor_numerator",
                "factor_denominator",
            ),
            not_negative(
                "erp_purchase_order_line_parts",
                "unit_price",
                "received_quantity",
                "returned_quantity",
                "cancelled_quantity",
                "invoiced_quantity",
            ),
            at_most("erp_purchase_order_line_invoiced", "invoiced_quantity", "received_quantity"),
            at_most("erp_purchase_order_line_returned", "returned_quantity", "received_quantity"),
        ]
        indexes = [models.Index(fields=["company", "item"], name="erp_purchase_order_line_item")]


@pghistory.track()
class PurchaseScheduleLine(CompanyRow):
    """One expected receipt, in its order line's unit.

    `open_quantity` = quantity - (received - returned) - cancelled, never below zero.
    `expected_date` is the confirmed date, or the requested one until the supplier answers.
    A line that the supplier splits keeps its planned orders in all its parts.
    """

    scope_site = "line__purchase_order__site_id"
    scope_party = "line__purchase_order__supplier_id"
    scope_own = "line__purchase_order__buyer_id"

    line = models.ForeignKey(
        PurchaseOrderLine, on_delete=models.PROTECT, related_name="schedule_lines", db_index=False
    )
    number = models.PositiveIntegerField()
    planned_order_id = models.UUIDField(null=True, blank=True)
    further_planned_order_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    quantity = quantity_field()
    open_quantity = quantity_field()
    received_quantity = quantity_field(default=Decimal(0))
    returned_quantity = quantity_field(default=Decimal(0))
    cancelled_quantity = quantity_field(default=Decimal(0))
    requested_date = models.DateField()
    first_confirmed_date = models.DateField(null=True, blank=True)
    confirmed_date = models.DateField(null=True, blank=True)
    expected_date = models.DateField()
    last_received_date = models.DateField(null=True, blank=True)
    answer = choice_field(Answer, default=Answer.NONE)
    answer_reason = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_purchase_schedule_line"
        constraints = [
            models.UniqueConstraint(
                fields=["line", "number"], name="erp_purchase_schedule_line_number"
            ),
            one_of("erp_purchase_schedule_line_answer", "answer", Answer),
            positive("erp_purchase_schedule_line_positive", "quantity"),
            not_negative(
                "erp_purchase_schedule_line_parts",
                "received_quantity",
                "returned_quantity",
                "cancelled_quantity",
            ),
            at_most(
                "erp_purchase_schedule_line_returned", "returned_quantity", "received_quantity"
            ),
            models.CheckConstraint(
                name="erp_purchase_schedule_line_open",
                condition=Q(
                    open_quantity=Greatest(
                        F("quantity")
                        - F("received_quantity")
                        + F("returned_quantity")
                        - F("cancelled_quantity"),
                        Value(Decimal(0)),
                    )
                ),
            ),
            models.CheckConstraint(
                name="erp_purchase_schedule_line_expected",
                condition=Q(confirmed_date__isnull=True, expected_date=F("requested_date"))
                | Q(confirmed_date__isnull=False, expected_date=F("confirmed_date")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "expected_date"],
                condition=Q(open_quantity__gt=0),
                name="erp_purchase_schedule_line_due",
            )
        ]

    def settle(self) -> None:
        """Work out what is open and when it is expected."""
        self.open_quantity = open_quantity(
            ordered=self.quantity,
            received=self.received_quantity,
            returned=self.returned_quantity,
            cancelled=self.cancelled_quantity,
        )
        self.expected_date = self.confirmed_date or self.requested_date
