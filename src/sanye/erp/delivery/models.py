"""Tables of deliveries."""

from typing import Any

import pghistory
from django.db import models
from django.db.models import Q

from sanye.erp.delivery.domain.states import STEPS, DeliveryStatus
from sanye.stem.rows.constraints import at_most, not_negative, one_of, positive, steps
from sanye.stem.rows.fields import choice_field, number_field, quantity_field, unit_field
from sanye.stem.rows.models import CompanyRow


def _master(table: str, **options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(table, on_delete=models.PROTECT, related_name="+", **options)


@pghistory.track(exclude=["received_by"])
class Delivery(CompanyRow):
    """Goods for one customer from one site. `received_by` may name a person: erasable."""

    scope_party = "customer_id"
    scope_site = "site_id"

    number = number_field()
    status = choice_field(DeliveryStatus, default=DeliveryStatus.CREATED)
    customer = _master("stem.Party")
    site = _master("stem.Site")
    ship_to_address = models.ForeignKey(
        "stem.PartyAddress", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    planned_ship_date = models.DateField()
    posting_date = models.DateField(null=True)
    shipped_at = models.DateTimeField(null=True)
    carrier = models.CharField(max_length=100, blank=True)
    tracking_number = models.CharField(max_length=100, blank=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=100, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_delivery"
        triggers = [steps("steps", "status", STEPS)]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_delivery_number"),
            one_of("erp_delivery_status", "status", DeliveryStatus),
            models.CheckConstraint(
                name="erp_delivery_shipped",
                condition=~Q(status__in=["SHIPPED", "PROVEN"])
                | Q(shipped_at__isnull=False, posting_date__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "planned_ship_date", "id"], name="erp_delivery_ship_date"
            ),
            models.Index(fields=["company", "status", "id"], name="erp_delivery_list"),
        ]


class DeliveryLine(CompanyRow):
    """What goes for one schedule line: quantities in the item's stock unit.

    Picked is what stock has allocated to it (demand `delivery_line`), by lot and serial number;
    shipping ships what was picked. `returned_quantity` stands on customer returns, here already
    or announced.
    """

    scope_party = "delivery__customer_id"
    scope_site = "delivery__site_id"

    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    line_number = models.PositiveIntegerField()
    sales_order = models.ForeignKey("erp.SalesOrder", on_delete=models.PROTECT, related_name="+")
    order_line = models.ForeignKey("erp.SalesOrderLine", on_delete=models.PROTECT, related_name="+")
    schedule_line = models.ForeignKey(
        "erp.SalesScheduleLine", on_delete=models.PROTECT, related_name="+"
    )
    item = _master("stem.Item")
    is_service = models.BooleanField(default=False)
    quantity = quantity_field()
    unit = unit_field()
    picked_quantity = quantity_field(default=0)
    shipped_quantity = quantity_field(default=0)
    invoiced_quantity = quantity_field(default=0)
    returned_quantity = quantity_field(default=0, db_default=0)

    class Meta(CompanyRow.Meta):
        db_table = "erp_delivery_line"
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "line_number"], name="erp_delivery_line_number"
            ),
            models.UniqueConstraint(
                fields=["delivery", "schedule_line"], name="erp_delivery_line_once"
            ),
            positive("erp_delivery_line_positive", "quantity"),
            not_negative(
                "erp_delivery_line_not_negative",
                "picked_quantity",
                "shipped_quantity",
                "invoiced_quantity",
                "returned_quantity",
            ),
            at_most("erp_delivery_line_picked", "picked_quantity", "quantity"),
            at_most("erp_delivery_line_shipped", "shipped_quantity", "picked_quantity"),
            at_most("erp_delivery_line_invoiced", "invoiced_quantity", "shipped_quantity"),
            at_most("erp_delivery_line_returned", "returned_quantity", "shipped_quantity"),
        ]
