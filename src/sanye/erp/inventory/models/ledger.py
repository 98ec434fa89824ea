"""The stock ledger and the balance that is its sum."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.domain.keys import StockKey, StockStatus
from sanye.stem.rows.constraints import one_of
from sanye.stem.rows.fields import (
    choice_field,
    code_field,
    number_field,
    price_field,
    quantity_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow

KEY = (
    "item",
    "site",
    "location",
    "lot",
    "serial_number",
    "status",
    "owner",
    "handling_unit",
)


def append_only(name: str) -> pgtrigger.Protect:
    """Rows are corrected by further rows, never changed."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


class Keyed(models.Model):
    """The columns of a stock key."""

    item = models.ForeignKey(
        "stem.Item", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    site = models.ForeignKey(
        "stem.Site", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    location = models.ForeignKey(
        "stem.Location", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lot = models.CharField(max_length=40, blank=True, default="")
    serial_number = models.CharField(max_length=40, blank=True, default="")
    status = choice_field(StockStatus, default=StockStatus.AVAILABLE)
    owner = models.ForeignKey(
        "stem.Party",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    handling_unit = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def key(self) -> StockKey:
        return StockKey(*(getattr(self, column) for column in StockKey._fields))


class StockMovement(CompanyRow):
    """One document of the ledger. Append-only; `reverses` is the movement it takes back."""

    number = number_field()
    kind = choice_field(MovementKind)
    posting_date = models.DateField()
    posted_at = models.DateTimeField()
    source_type = models.CharField(max_length=40)
    source_id = models.UUIDField(null=True)
    source_number = number_field(blank=True)
    reason_code = code_field(blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )

    class Meta(CompanyRow.Meta):
        db_table = "erp_stock_movement"
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_stock_movement_unique"),
            one_of("erp_stock_movement_kind", "kind", MovementKind),
        ]
        indexes = [
            models.Index(fields=["company", "source_id"], name="erp_stock_movement_source"),
            models.Index(fields=["company", "posting_date"], name="erp_stock_movement_date"),
        ]
        triggers = [append_only("stock_movement_append_only")]


class StockLedgerLine(CompanyRow, Keyed):
    """One signed change of one heap. Append-only; its bigint id never leaves the process."""

    scope_site = "site_id"

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    movement = models.ForeignKey(StockMovement, on_delete=models.PROTECT, related_name="lines")
    quantity = quantity_field()
    unit = unit_field()
    unit_cost = price_field(null=True)
    source_line_id = models.UUIDField(null=True)
    posted_at = models.DateTimeField()

    class Meta(CompanyRow.Meta):
        db_table = "erp_stock_ledger"
        constraints = [
            one_of("erp_stock_ledger_status", "status", StockStatus),
            models.CheckConstraint(name="erp_stock_ledger_moves", condition=~Q(quantity=0)),
            models.CheckConstraint(
                name="erp_stock_ledger_serial",
                condition=Q(serial_number="") | Q(quantity=1) | Q(quantity=-1),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "item", "site", "posted_at"], name="erp_stock_ledger_item"
            ),
            models.Index(
                fields=["company", "item", "lot"],
                name="erp_stock_ledger_lot",
                condition=~Q(lot=""),
            ),
            models.Index(
                fields=["company", "item", "serial_number"],
                name="erp_stock_ledger_serial_number",
                condition=~Q(serial_number=""),
            ),
        ]
        triggers = [append_only("stock_ledger_append_only")]

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit} of {self.item_id} {self.lot or self.serial_number}"


class StockBalance(CompanyRow, Keyed):
    """What is on hand of one heap: the sum of its ledger lines, kept in their transaction.

    `allocated` is the sum of its open allocations. `may_be_negative` copies the site's policy, so
    that the table itself can refuse. `last_change` carries a movement's signed change into the
    upsert (an inserted row may not be negative even for the moment of the conflict).
    """

    scope_site = "site_id"

    on_hand = quantity_field(default=0)
    allocated = quantity_field(default=0)
    last_change = quantity_field(default=0)
    may_be_negative = models.BooleanField(default=False)

    class Meta(CompanyRow.Meta):
        db_table = "erp_stock_balance"
        constraints = [
            models.UniqueConstraint(
                fields=["company", *KEY], name="erp_stock_balance_unique", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="erp_stock_balance_not_negative",
                condition=Q(on_hand__gte=0) | Q(may_be_negative=True),
            ),
            models.CheckConstraint(
                name="erp_stock_balance_allocated",
                condition=Q(allocated=0) | Q(allocated__gt=0, allocated__lte=F("on_hand")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on_hand} of {self.item_id} {self.lot or self.serial_number}"
