"""Tables of customer returns."""

from decimal import Decimal
from typing import Any

import pghistory
from django.db import models
from django.db.models import Q

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.erp.returns.domain.states import STEPS, ReturnStatus
from sanye.stem.rows.constraints import at_most, not_negative, one_of, positive, share, steps
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


def _master(table: str, **options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(table, on_delete=models.PROTECT, related_name="+", **options)


@pghistory.track()
class ReturnPolicy(CompanyRow):
    """`unsold_credit_ratio`: which share of today's price goods are credited with that we never
    sold to the customer."""

    unsold_credit_ratio = ratio_field()

    class Meta(CompanyRow.Meta):
        db_table = "erp_return_policy"
        constraints = [
            models.UniqueConstraint(fields=["company"], name="erp_return_policy_one"),
            share("erp_return_policy_share", "unsold_credit_ratio"),
        ]


@pghistory.track()
class CustomerReturn(CompanyRow):
    """Goods that a customer sends back to a site. `request_id` is the case's request for it; an
    imported return ended before Sanye and touched neither stock nor books."""

    scope_party = "customer_id"
    scope_site = "site_id"

    number = number_field()
    status = choice_field(ReturnStatus, default=ReturnStatus.OPEN)
    customer = _master("stem.Party")
    site = _master("stem.Site")
    case_id = models.UUIDField(null=True)
    case_number = number_field(blank=True)
    request_id = models.UUIDField(null=True)
    note = models.CharField(max_length=400, blank=True)
    is_imported = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_customer_return"
        triggers = [steps("steps", "status", STEPS)]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"], name="erp_customer_return_number"
            ),
            models.UniqueConstraint(
                fields=["company", "request_id"],
                condition=Q(request_id__isnull=False),
                name="erp_customer_return_request",
            ),
            one_of("erp_customer_return_status", "status", ReturnStatus),
        ]
        indexes = [
            models.Index(fields=["company", "case_id"], name="erp_customer_return_case"),
            models.Index(fields=["company", "closed_at", "id"], name="erp_customer_return_closed"),
            models.Index(fields=["company", "status", "id"], name="erp_customer_return_list"),
            models.Index(fields=["company", "customer", "id"], name="erp_customer_return_of"),
        ]


@pghistory.track()
class CustomerReturnLine(CompanyRow):
    """One kind of goods. Quantities in the item's stock unit: settled ≤ received ≤ announced.

    Without `delivery_line` the goods were shipped before Sanye (`is_sold_by_us`) or never by us.
    `unit_cost` is what one was worth when it left, in functional currency; empty: unknown, it
    comes back at the average. `is_open` until all is settled or the return is closed.
    """

    scope_party = "customer_return__customer_id"
    scope_site = "customer_return__site_id"

    customer_return = models.ForeignKey(
        CustomerReturn, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    line_number = models.PositiveIntegerField()
    item = _master("stem.Item")
    quantity = quantity_field()
    received_quantity = quantity_field(default=0)
    settled_quantity = quantity_field(default=0)
    unit = unit_field()
    lot = models.CharField(max_length=40, blank=True, default="")
    serial_number = models.CharField(max_length=40, blank=True, default="")
    sales_order_id = models.UUIDField(null=True)
    order_line_id = models.UUIDField(null=True)
    delivery_line = models.ForeignKey(
        "erp.DeliveryLine", on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_sold_by_us = models.BooleanField(default=True)
    reason_code = code_field(blank=True)
    failure_code = code_field(blank=True)
    wanted_outcome = models.CharField(max_length=24, blank=True)
    is_in_warranty = models.BooleanField(default=False)
    unit_cost = price_field(null=True)
    is_open = models.BooleanField(default=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_customer_return_line"
        constraints = [
            models.UniqueConstraint(
                fields=["customer_return", "line_number"], name="erp_customer_return_line_number"
            ),
            models.UniqueConstraint(
                fields=["company", "item", "serial_number"],
                condition=Q(is_open=True) & ~Q(serial_number=""),
                name="erp_customer_return_serial_once",
            ),
            positive("erp_customer_return_line_positive", "quantity"),
            not_negative(
                "erp_customer_return_line_parts",
                "received_quantity",
                "settled_quantity",
                "unit_cost",
            ),
            at_most("erp_customer_return_line_received", "received_quantity", "quantity"),
            at_most("erp_customer_return_line_settled", "settled_quantity", "received_quantity"),
            models.CheckConstraint(
                name="erp_customer_return_line_serial",
                condition=Q(serial_number="") | Q(quantity=1),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "serial_number"],
                condition=~Q(serial_number=""),
                name="erp_customer_return_by_serial",
            ),
            models.Index(fields=["company", "sales_order_id"], name="erp_customer_return_order"),
            models.Index(fields=["company", "item", "id"], name="erp_customer_return_item"),
        ]


class ReturnSettlement(CompanyRow):
    """What one document gave the customer, or what was decided without one. Append-only.

    Amounts in functional currency (`currency`): the credit without tax, and what the return cost
    beyond it.
    """

    scope_party = "customer_return__customer_id"
    scope_site = "customer_return__site_id"

    customer_return = models.ForeignKey(
        CustomerReturn, on_delete=models.PROTECT, related_name="settlements", db_index=False
    )
    position = models.PositiveIntegerField()
    settled_at = models.DateTimeField()
    posting_date = models.DateField()
    credit_note = models.ForeignKey(
        "erp.SalesInvoice", on_delete=models.PROTECT, null=True, related_name="+"
    )
    sales_order = models.ForeignKey(
        "erp.SalesOrder", on_delete=models.PROTECT, null=True, related_name="+"
    )
    production_order = models.ForeignKey(
        "erp.ProductionOrder", on_delete=models.PROTECT, null=True, related_name="+"
    )
    currency = currency_field()
    credit_amount = amount_field(default=Decimal(0))
    cost_amount = amount_field(default=Decimal(0))

    class Meta(CompanyRow.Meta):
        db_table = "erp_return_settlement"
        constraints = [
            models.UniqueConstraint(
                fields=["customer_return", "position"], name="erp_return_settlement_position"
            )
        ]


class ReturnSettlementLine(CompanyRow):
    """A quantity of a returned line with its outcome and its share of the amounts."""

    scope_party = "line__customer_return__customer_id"
    scope_site = "line__customer_return__site_id"

    settlement = models.ForeignKey(ReturnSettlement, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(
        CustomerReturnLine, on_delete=models.PROTECT, related_name="settlement_lines"
    )
    quantity = quantity_field()
    outcome = choice_field(ReturnOutcome)
    scrapped_quantity = quantity_field(default=Decimal(0))
    credit_amount = amount_field(default=Decimal(0))
    cost_amount = amount_field(default=Decimal(0))

    class Meta(CompanyRow.Meta):
        db_table = "erp_return_settlement_line"
        constraints = [
            positive("erp_return_settlement_line_positive", "quantity"),
            not_negative("erp_return_settlement_line_parts", "scrapped_quantity", "credit_amount"),
            at_most("erp_return_settlement_line_scrapped", "scrapped_quantity", "quantity"),
            one_of("erp_return_settlement_line_outcome", "outcome", ReturnOutcome),
        ]
