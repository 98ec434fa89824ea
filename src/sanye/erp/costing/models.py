"""The valuation ledger, and the balances that are its sums."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sanye.contracts.erp.finance import AccountRole
from sanye.stem.rows.constraints import not_negative, one_of
from sanye.stem.rows.fields import (
    amount_field,
    code_field,
    number_field,
    price_field,
    quantity_field,
)
from sanye.stem.rows.models import CompanyRow

_APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


@pgtrigger.register(_APPEND_ONLY)
class Valuation(CompanyRow):
    """What one event was worth; its lines add up to zero.

    `kind` is the movement's, or OPERATION, PRICE_DIFFERENCE, PRODUCTION_VARIANCE, REVALUATION.
    `document_date` is the event's day; where its period was closed, `posting_date` is later.
    `posted_fact_id`: taken over from the past, posted with others of its day under this fact.
    """

    kind = code_field()
    source_type = code_field()
    source_id = models.UUIDField()
    source_number = number_field(blank=True)
    movement_id = models.UUIDField(null=True)
    document_date = models.DateField()
    posting_date = models.DateField()
    event_id = models.UUIDField(null=True)
    text = models.CharField(max_length=200, blank=True)
    posted_fact_id = models.UUIDField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_valuation"
        constraints = [
            models.UniqueConstraint(fields=["company", "event_id"], name="erp_valuation_event")
        ]
        indexes = [
            models.Index(fields=["company", "source_id"], name="erp_valuation_source"),
            models.Index(fields=["company", "movement_id"], name="erp_valuation_movement"),
            models.Index(fields=["company", "posting_date"], name="erp_valuation_posting"),
            models.Index(
                fields=["posted_fact_id"],
                condition=Q(posted_fact_id__isnull=False),
                name="erp_valuation_posted",
            ),
        ]


@pgtrigger.register(_APPEND_ONLY)
class ValuationLine(CompanyRow):
    """Signed value against an account role, a debit positive. STOCK lines carry the quantity."""

    scope_site = "site_id"

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    valuation = models.ForeignKey(Valuation, on_delete=models.PROTECT, related_name="lines")
    role = models.CharField(max_length=40)
    item = models.ForeignKey(
        "stem.Item", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    site = models.ForeignKey(
        "stem.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    source_line_id = models.UUIDField(null=True)
    quantity = quantity_field(default=0)
    amount = amount_field()

    class Meta(CompanyRow.Meta):
        db_table = "erp_valuation_line"
        constraints = [one_of("erp_valuation_line_role", "role", AccountRole)]
        indexes = [
            models.Index(fields=["company", "item", "site"], name="erp_valuation_line_item"),
            models.Index(fields=["company", "role"], name="erp_valuation_line_role_index"),
            models.Index(
                fields=["source_line_id"],
                condition=Q(source_line_id__isnull=False),
                name="erp_valuation_line_source",
            ),
        ]


class ItemValue(CompanyRow):
    """Quantity and value of an item at a site, up to the costing position."""

    scope_site = "site_id"

    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, related_name="+")
    quantity = quantity_field(default=0)
    value = amount_field(default=0)
    unit_cost = price_field(default=0)

    class Meta(CompanyRow.Meta):
        db_table = "erp_item_value"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item", "site"], name="erp_item_value_unique"
            ),
            models.CheckConstraint(
                name="erp_item_value_sign",
                condition=Q(quantity=0, value=0)
                | Q(quantity__gt=0, value__gte=0)
                | Q(quantity__lt=0, value__lte=0),
            ),
            not_negative("erp_item_value_cost", "unit_cost"),
        ]


class ReceivedNotInvoiced(CompanyRow):
    """What came on a purchase order line and what of it was invoiced. Quantities in stock units."""

    scope_site = "site_id"

    purchase_order_line_id = models.UUIDField()
    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, null=True, related_name="+")
    received_quantity = quantity_field(default=0)
    received_value = amount_field(default=0)
    invoiced_quantity = quantity_field(default=0)
    cleared_value = amount_field(default=0)

    class Meta(CompanyRow.Meta):
        db_table = "erp_received_not_invoiced"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "purchase_order_line_id"],
                name="erp_received_not_invoiced_unique",
            ),
            models.CheckConstraint(
                name="erp_received_not_invoiced_clear",
                condition=~Q(received_quantity=F("invoiced_quantity"))
                | Q(received_value=F("cleared_value")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "id"],
                condition=~Q(
                    received_quantity=F("invoiced_quantity"), received_value=F("cleared_value")
                ),
                name="erp_received_not_invoiced_open",
            )
        ]

    @property
    def open_quantity(self) -> Decimal:
        """Received and not invoiced yet."""
        return Decimal(self.received_quantity - self.invoiced_quantity)

    @property
    def open_value(self) -> Decimal:
        """What the clearing account still holds of it."""
        return Decimal(self.received_value - self.cleared_value)


class WorkInProcess(CompanyRow):
    """What one production order has taken in and given out, in functional currency.

    `order_quantity` is what should come out, `lost_quantity` what no longer can. When the order
    closes, `variance_amount` takes what remains.
    """

    scope_site = "site_id"

    production_order_id = models.UUIDField()
    number = number_field(blank=True)
    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, null=True, related_name="+")
    order_quantity = quantity_field(default=0)
    lost_quantity = quantity_field(default=0)
    completed_quantity = quantity_field(default=0)
    material_amount = amount_field(default=0)
    conversion_amount = amount_field(default=0)
    completed_amount = amount_field(default=0)
    variance_amount = amount_field(default=0)
    closed_date = models.DateField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_work_in_process"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "production_order_id"], name="erp_work_in_process_unique"
            ),
            models.CheckConstraint(
                name="erp_work_in_process_closed",
                condition=Q(closed_date__isnull=True)
                | Q(
                    variance_amount=F("material_amount")
                    + F("conversion_amount")
                    - F("completed_amount")
                ),
            ),
        ]

    @property
    def in_process_amount(self) -> Decimal:
        """What the order has taken in and not given out."""
        taken_in = self.material_amount + self.conversion_amount
        return Decimal(taken_in - self.completed_amount - self.variance_amount)
