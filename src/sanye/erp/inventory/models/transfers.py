"""Orders that carry stock from one site to another."""

import pghistory
from django.db import models
from django.db.models import F, Q

from sanye.stem.rows.constraints import one_of, steps
from sanye.stem.rows.fields import choice_field, number_field, quantity_field, unit_field
from sanye.stem.rows.models import CompanyRow


class TransferStatus(models.TextChoices):
    CREATED = "CREATED"
    SHIPPED = "SHIPPED"
    RECEIVED = "RECEIVED"
    CANCELLED = "CANCELLED"


TRANSFER_STEPS = {
    TransferStatus.CREATED: {TransferStatus.SHIPPED, TransferStatus.CANCELLED},
    TransferStatus.SHIPPED: {TransferStatus.RECEIVED},
}


@pghistory.track()
class TransferOrder(CompanyRow):
    """Stock on the way from one site to another; between the two it is in transit."""

    scope_site = ("from_site_id", "to_site_id")

    number = number_field()
    from_site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, related_name="+")
    to_site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, related_name="+")
    status = choice_field(TransferStatus, default=TransferStatus.CREATED)
    ship_date = models.DateField()
    due_date = models.DateField()
    shipped_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_transfer_order"
        indexes = [
            models.Index(fields=["company", "ship_date", "id"], name="erp_transfer_order_ship"),
            models.Index(fields=["company", "due_date", "id"], name="erp_transfer_order_due"),
            models.Index(fields=["company", "status", "id"], name="erp_transfer_order_list"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_transfer_order_unique"),
            models.CheckConstraint(
                name="erp_transfer_order_sites", condition=~Q(from_site=F("to_site"))
            ),
            models.CheckConstraint(
                name="erp_transfer_order_dates", condition=Q(ship_date__lte=F("due_date"))
            ),
            one_of("erp_transfer_order_status", "status", TransferStatus),
        ]
        triggers = [steps("transfer_order_steps", "status", TRANSFER_STEPS)]


@pghistory.track()
class TransferLine(CompanyRow):
    """Quantities in the item's stock unit; shipped minus received and lost is in transit.

    A quantity of zero is a line given up.
    """

    scope_site = ("transfer_order__from_site_id", "transfer_order__to_site_id")

    transfer_order = models.ForeignKey(
        TransferOrder, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    line_number = models.PositiveIntegerField()
    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")
    quantity = quantity_field()
    shipped_quantity = quantity_field(default=0)
    received_quantity = quantity_field(default=0)
    lost_quantity = quantity_field(default=0)
    unit = unit_field()
    planned_order_id = models.UUIDField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_transfer_line"
        constraints = [
            models.UniqueConstraint(
                fields=["transfer_order", "line_number"], name="erp_transfer_line_unique"
            ),
            models.UniqueConstraint(
                fields=["company", "planned_order_id"], name="erp_transfer_line_planned_unique"
            ),
            models.CheckConstraint(
                name="erp_transfer_line_quantities",
                condition=Q(
                    quantity__gte=0,
                    shipped_quantity__lte=F("quantity"),
                    received_quantity__gte=0,
                    lost_quantity__gte=0,
                    received_quantity__lte=F("shipped_quantity") - F("lost_quantity"),
                ),
            ),
        ]
