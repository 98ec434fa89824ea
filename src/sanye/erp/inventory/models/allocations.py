"""Stock promised to one demand."""

from django.db import models
from django.db.models import F, Q

from sanye.erp.inventory.models.ledger import StockBalance
from sanye.stem.rows.fields import quantity_field, unit_field
from sanye.stem.rows.models import CompanyRow


class StockAllocation(CompanyRow):
    """A quantity of one heap that one demand will take; `open_quantity` is not taken yet.

    A demand that needs several heaps has several rows.
    """

    scope_site = "site_id"

    demand_type = models.CharField(max_length=40)
    demand_id = models.UUIDField()
    balance = models.ForeignKey(StockBalance, on_delete=models.PROTECT, related_name="allocations")
    item = models.ForeignKey(
        "stem.Item", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    site = models.ForeignKey(
        "stem.Site", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    quantity = quantity_field()
    open_quantity = quantity_field()
    unit = unit_field()
    allocated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_stock_allocation"
        constraints = [
            models.CheckConstraint(
                name="erp_stock_allocation_open",
                condition=Q(quantity__gt=0, open_quantity__gte=0, open_quantity__lte=F("quantity")),
            )
        ]
        indexes = [
            models.Index(
                fields=["company", "demand_type", "demand_id"], name="erp_stock_allocation_demand"
            )
        ]
