"""Lots and serial numbers."""

import pghistory
from django.db import models
from django.db.models import Q

from sanye.erp.inventory.domain.keys import StockStatus
from sanye.stem.rows.fields import choice_field
from sanye.stem.rows.models import CompanyRow


@pghistory.track()
class Lot(CompanyRow):
    """A batch of one item. `status` is what its stock becomes when it arrives."""

    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    status = choice_field(StockStatus, default=StockStatus.AVAILABLE)
    expires_date = models.DateField(null=True, blank=True)
    made_date = models.DateField(null=True, blank=True)
    supplier = models.ForeignKey(
        "stem.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supplier_lot = models.CharField(max_length=40, blank=True, default="")

    class Meta(CompanyRow.Meta):
        db_table = "erp_lot"
        indexes = [
            models.Index(fields=["company", "expires_date", "id"], name="erp_lot_expires"),
            models.Index(fields=["company", "number", "id"], name="erp_lot_number"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["company", "item", "number"], name="erp_lot_unique")
        ]


class SerialNumber(CompanyRow):
    """One piece, and where it is: on hand once or not at all.

    Kept by the movement that moves it, as the balance is; the place is empty when it is gone.
    """

    scope_site = "site_id"

    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    lot = models.CharField(max_length=40, blank=True, default="")
    on_hand = models.SmallIntegerField(default=0)
    last_change = models.SmallIntegerField(default=0)
    site = models.ForeignKey(
        "stem.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    location = models.ForeignKey(
        "stem.Location", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    status = choice_field(StockStatus, blank=True, default="")

    class Meta(CompanyRow.Meta):
        db_table = "erp_serial_number"
        indexes = [models.Index(fields=["company", "number", "id"], name="erp_serial_number_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item", "number"], name="erp_serial_number_unique"
            ),
            models.CheckConstraint(
                name="erp_serial_number_one_place",
                condition=Q(on_hand=0, site__isnull=True) | Q(on_hand=1, site__isnull=False),
            ),
        ]
