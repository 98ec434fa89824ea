"""Bills of material."""

import pghistory
from django.db import models

from sanye.stem.masterdata.models.columns import (
    Archived,
    Valid,
    positive,
    share,
    valid_in_order,
)
from sanye.stem.rows.fields import choice_field, code_field, quantity_field, ratio_field, unit_field
from sanye.stem.rows.models import Row


class VersionStatus(models.TextChoices):
    DRAFT = "DRAFT"
    RELEASED = "RELEASED"


@pghistory.track()
class Bill(Row, Archived, Valid):
    """What `output_quantity` of an item is made of; without a site it holds everywhere."""

    item = models.ForeignKey(
        "stem.Item", on_delete=models.PROTECT, related_name="bills", db_index=False
    )
    site = models.ForeignKey(
        "stem.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="bills"
    )
    version = code_field(default="1")
    status = choice_field(VersionStatus, default=VersionStatus.RELEASED)
    output_quantity = quantity_field(default=1)
    unit = unit_field()

    class Meta:
        db_table = "stem_bill"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "site", "version"],
                nulls_distinct=False,
                name="stem_bill_unique",
            ),
            positive("stem_bill_output", "output_quantity"),
            valid_in_order("stem_bill_valid"),
        ]


@pghistory.track()
class BillLine(Row, Valid):
    """A component: `quantity` per `output_quantity` of the bill, or per order if fixed.

    A phantom is never stocked on the way: its own bill stands in its place. `operation_number`
    names the operation that consumes it; empty means the first.
    """

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()
    component = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="used_in")
    quantity = quantity_field()
    unit = unit_field()
    scrap_ratio = ratio_field(default=0)
    is_phantom = models.BooleanField(default=False)
    is_fixed = models.BooleanField(default=False)
    operation_number = models.PositiveIntegerField(null=True, blank=True)
    reference = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "stem_bill_line"
        constraints = [
            models.UniqueConstraint(fields=["bill", "position"], name="stem_bill_line_unique"),
            positive("stem_bill_line_quantity", "quantity"),
            share("stem_bill_line_scrap", "scrap_ratio"),
            valid_in_order("stem_bill_line_valid"),
        ]
