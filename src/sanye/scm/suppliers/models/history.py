"""What suppliers were asked and did, as the facts of purchasing and quality tell it."""

from typing import ClassVar

from django.db import models

from sanye.scm.suppliers.domain.states import Result
from sanye.stem.rows.constraints import not_negative, one_of, positive
from sanye.stem.rows.fields import (
    choice_field,
    code_field,
    currency_field,
    number_field,
    price_field,
    quantity_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow


class OfSupplier(CompanyRow):
    """A row of a supplier, who may see it himself."""

    scope_party: ClassVar[str] = "supplier_id"

    supplier = models.ForeignKey("stem.Party", models.PROTECT, related_name="+", db_index=False)

    class Meta(CompanyRow.Meta):
        abstract = True


class OfSupplierAtSite(OfSupplier):
    """What he does for one of our sites with one item."""

    scope_site: ClassVar[str] = "site_id"

    item = models.ForeignKey("stem.Item", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("stem.Site", models.PROTECT, related_name="+", db_index=False)

    class Meta(OfSupplier.Meta):
        abstract = True


class SupplierLine(OfSupplierAtSite):
    """One schedule line: what was asked, confirmed and received, in the item's stock unit.

    `asked_…` is what we want: a change that the supplier took moves it, and so does what we cancel
    before its day; what the supplier leaves out, or we give up afterwards, does not.
    `first_confirmed_date` is the day he said first, `confirmed_date` and `confirmed_quantity` what
    he says now (our quantity until he answers). `sent_at` is empty until he has the order;
    `is_lead_time_known`: that day is the real one.

    `asked_result` and `confirmed_result` (measured against the first confirmed day, the asked one
    where he never answered) and `counted_date` of the policy's one are the last evaluation's.
    """

    order_id = models.UUIDField()
    order_number = number_field()
    order_line_id = models.UUIDField()
    line_id = models.UUIDField()
    unit = unit_field()
    unit_price = price_field()
    currency = currency_field(blank=True)
    ordered_date = models.DateField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    asked_date = models.DateField()
    asked_quantity = quantity_field()
    first_confirmed_date = models.DateField(null=True)
    confirmed_date = models.DateField(null=True)
    confirmed_quantity = quantity_field()
    open_quantity = quantity_field()
    received_quantity = quantity_field(default=0)
    rejected_quantity = quantity_field(default=0)
    first_received_date = models.DateField(null=True)
    last_received_date = models.DateField(null=True)
    is_cancelled = models.BooleanField(default=False)
    is_lead_time_known = models.BooleanField(default=True)
    is_imported = models.BooleanField(default=False)
    asked_result = choice_field(Result, default=Result.PENDING)
    confirmed_result = choice_field(Result, default=Result.PENDING)
    counted_date = models.DateField(null=True)

    class Meta(OfSupplierAtSite.Meta):
        db_table = "scm_supplier_line"
        constraints = [
            models.UniqueConstraint(fields=["company", "line_id"], name="scm_supplier_line_unique"),
            one_of("scm_supplier_line_asked", "asked_result", Result),
            one_of("scm_supplier_line_confirmed", "confirmed_result", Result),
            not_negative(
                "scm_supplier_line_parts",
                "asked_quantity",
                "confirmed_quantity",
                "open_quantity",
                "received_quantity",
                "rejected_quantity",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "asked_date", "id"], name="scm_supplier_line_by_asked"),
            models.Index(
                fields=["company", "counted_date", "id"], name="scm_supplier_line_counted"
            ),
            models.Index(fields=["company", "order_id"], name="scm_supplier_line_order"),
            models.Index(
                fields=["company", "supplier", "asked_date"], name="scm_supplier_line_supplier"
            ),
            models.Index(fields=["company", "item", "asked_date"], name="scm_supplier_line_item"),
            models.Index(
                fields=["company", "supplier"],
                condition=models.Q(open_quantity__gt=0),
                name="scm_supplier_line_open",
            ),
        ]


class SupplierReceipt(OfSupplierAtSite):
    """Goods that came on a line, and what of them inspection found not good."""

    receipt_line_id = models.UUIDField()
    line_id = models.UUIDField()
    posting_date = models.DateField()
    quantity = quantity_field()
    rejected_quantity = quantity_field(default=0)
    lot = code_field(blank=True)

    class Meta(OfSupplierAtSite.Meta):
        db_table = "scm_supplier_receipt"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "receipt_line_id"], name="scm_supplier_receipt_unique"
            ),
            positive("scm_supplier_receipt_quantity", "quantity"),
            not_negative("scm_supplier_receipt_rejected", "rejected_quantity"),
        ]
        indexes = [
            models.Index(fields=["company", "line_id"], name="scm_supplier_receipt_line"),
            models.Index(
                fields=["company", "supplier", "posting_date"], name="scm_supplier_receipt_when"
            ),
        ]


class SupplierRejection(OfSupplierAtSite):
    """A decision of an inspection that goods of a supplier are not good; taken back it is gone.

    `line_id` where it was of a receipt that we know; goods that a customer sent back have none.
    """

    decision_id = models.UUIDField()
    inspection_id = models.UUIDField()
    inspection_number = number_field()
    source_type = models.CharField(max_length=24)
    line_id = models.UUIDField(null=True)
    order_id = models.UUIDField(null=True)
    order_number = number_field(blank=True)
    lot = code_field(blank=True)
    quantity = quantity_field()
    unit = unit_field()
    defect_code = code_field(blank=True)
    disposition = models.CharField(max_length=24, blank=True)
    decided_date = models.DateField()

    class Meta(OfSupplierAtSite.Meta):
        db_table = "scm_supplier_rejection"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "decision_id"], name="scm_supplier_rejection_unique"
            ),
            positive("scm_supplier_rejection_quantity", "quantity"),
        ]
        indexes = [
            models.Index(
                fields=["company", "supplier", "decided_date"], name="scm_supplier_rejection_when"
            ),
        ]


class SupplierToEvaluate(OfSupplier):
    """Something of him changed since he was judged."""

    class Meta(OfSupplier.Meta):
        db_table = "scm_supplier_to_evaluate"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "supplier"], name="scm_supplier_to_evaluate_unique"
            )
        ]
