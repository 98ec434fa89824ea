"""Supplier invoices and credits."""

from decimal import Decimal

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sanye.erp.supplier_invoices.domain.states import STEPS, InvoiceKind, InvoiceStatus
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


class MatchPolicy(CompanyRow):
    """What an invoice may differ from order and receipt; without a supplier, for all others.

    Amounts are in the invoice's currency, `price_tolerance_amount` per line.
    `free_line_amount`: up to this net amount a line without an order passes.
    """

    supplier = models.ForeignKey(
        "stem.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    price_tolerance_ratio = ratio_field(default=Decimal(0))
    price_tolerance_amount = amount_field(default=Decimal(0))
    quantity_tolerance_ratio = ratio_field(default=Decimal(0))
    date_tolerance_days = models.PositiveSmallIntegerField(default=7)
    total_tolerance_amount = amount_field(default=Decimal("0.05"))
    free_line_amount = amount_field(default=Decimal(0))

    class Meta(CompanyRow.Meta):
        db_table = "erp_match_policy"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "supplier"],
                nulls_distinct=False,
                name="erp_match_policy_unique",
            ),
            not_negative(
                "erp_match_policy_tolerances",
                "price_tolerance_ratio",
                "price_tolerance_amount",
                "quantity_tolerance_ratio",
                "total_tolerance_amount",
                "free_line_amount",
            ),
        ]


@pghistory.track()
class SupplierInvoice(CompanyRow):
    """What a supplier asks for, or gives back. Amounts are positive in a credit too.

    `number` is ours, gapless, drawn when it is posted; `supplier_reference` is on the paper and
    `reference_key` is it without blanks and case, so that the same paper is not entered twice.
    `stated_gross_amount`: the total on the paper, empty if it was not keyed in.
    `posted_fact_id`: taken over from the past, posted with others of its day under this fact.
    """

    scope_party = "supplier_id"

    number = number_field(blank=True)
    kind = choice_field(InvoiceKind, default=InvoiceKind.INVOICE)
    status = choice_field(InvoiceStatus, default=InvoiceStatus.BLOCKED)
    supplier = models.ForeignKey("stem.Party", on_delete=models.PROTECT, related_name="+")
    supplier_reference = code_field()
    reference_key = code_field()
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="credits"
    )
    currency = currency_field()
    exchange_rate = rate_field(null=True, blank=True)
    rate_date = models.DateField()
    document_date = models.DateField()
    tax_date = models.DateField()
    posting_date = models.DateField(null=True, blank=True)
    due_date = models.DateField()
    net_amount = amount_field()
    tax_amount = amount_field()
    gross_amount = amount_field()
    stated_gross_amount = amount_field(null=True, blank=True)
    reason_codes = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    entered_by = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_by = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(max_length=200, blank=True)
    released_codes = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_fact_id = models.UUIDField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_supplier_invoice"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "supplier", "reference_key"],
                condition=~Q(status="CANCELLED"),
                name="erp_supplier_invoice_reference",
            ),
            models.UniqueConstraint(
                fields=["company", "number"],
                condition=~Q(number=""),
                name="erp_supplier_invoice_number",
            ),
            one_of("erp_supplier_invoice_status", "status", InvoiceStatus),
            one_of("erp_supplier_invoice_kind", "kind", InvoiceKind),
            positive("erp_supplier_invoice_rate", "exchange_rate"),
            models.CheckConstraint(
                name="erp_supplier_invoice_total",
                condition=Q(gross_amount=F("net_amount") + F("tax_amount")),
            ),
            models.CheckConstraint(
                name="erp_supplier_invoice_posted",
                condition=Q(
                    ~Q(number=""),
                    status="POSTED",
                    posting_date__isnull=False,
                    exchange_rate__isnull=False,
                )
                | (~Q(status="POSTED") & Q(number="")),
            ),
            models.CheckConstraint(
                name="erp_supplier_invoice_blocked",
                condition=~Q(status="BLOCKED") | ~Q(reason_codes=[]),
            ),
            models.CheckConstraint(
                name="erp_supplier_invoice_released",
                condition=~Q(status="RELEASED") | ~Q(release_reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "supplier_reference", "id"], name="erp_supplier_invoice_by_their"
            ),
            models.Index(fields=["company", "due_date", "id"], name="erp_supplier_invoice_due"),
            models.Index(
                fields=["company", "document_date", "id"], name="erp_supplier_invoice_date"
            ),
            models.Index(fields=["company", "status", "id"], name="erp_supplier_invoice_state"),
        ]
        triggers = [steps("supplier_invoice_steps", "status", STEPS)]


class SupplierInvoiceLine(CompanyRow):
    """One line of the paper. `matched_amount` is the matched quantity at the order's price.

    `received_value`: what the matched goods were valued at when they came, functional currency.
    A line without an order line is a cost of its own (a fee), or a carrier's freight for one
    shipment: then `matched_amount` is what was accrued for it, and `cleared_amount` what the
    posted line took of that in functional currency.
    """

    scope_party = "invoice__supplier_id"

    invoice = models.ForeignKey(
        SupplierInvoice, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    line_number = models.PositiveIntegerField()
    purchase_order_line = models.ForeignKey(
        "erp.PurchaseOrderLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invoice_lines",
    )
    item = models.ForeignKey(
        "stem.Item", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.CharField(max_length=300, blank=True)
    quantity = quantity_field()
    unit = unit_field(blank=True)
    unit_price = price_field()
    net_unit_price = price_field()
    net_amount = amount_field()
    tax_amount = amount_field()
    tax_code = code_field(blank=True)
    tax_ratio = ratio_field(default=Decimal(0))
    tax_is_included = models.BooleanField(default=False)
    tax_is_reverse_charge = models.BooleanField(default=False)
    matched_quantity = quantity_field(default=Decimal(0))
    matched_amount = amount_field(default=Decimal(0))
    received_value = amount_field(default=Decimal(0))
    shipment_id = models.UUIDField(null=True, blank=True)
    shipment_number = number_field(blank=True, default="", db_default="")
    cleared_amount = amount_field(default=Decimal(0), db_default=Decimal(0))
    reason_codes = ArrayField(models.CharField(max_length=24), default=list, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_supplier_invoice_line"
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "line_number"], name="erp_supplier_invoice_line_number"
            ),
            not_negative(
                "erp_supplier_invoice_line_parts",
                "quantity",
                "unit_price",
                "net_amount",
                "matched_quantity",
                "matched_amount",
            ),
            models.UniqueConstraint(
                fields=["invoice", "shipment_id"], name="erp_supplier_invoice_line_shipment"
            ),
            at_most("erp_supplier_invoice_line_matched", "matched_quantity", "quantity"),
        ]
        indexes = [
            models.Index(
                fields=["company", "shipment_id"],
                condition=Q(shipment_id__isnull=False),
                name="erp_supplier_invoice_shipment",
            ),
        ]


class SupplierInvoiceTax(CompanyRow):
    """One tax of an invoice with its base; `self_assessed_amount` we owe the state ourselves."""

    scope_party = "invoice__supplier_id"

    invoice = models.ForeignKey(
        SupplierInvoice, on_delete=models.PROTECT, related_name="taxes", db_index=False
    )
    tax_code = code_field()
    ratio = ratio_field()
    base_amount = amount_field()
    tax_amount = amount_field()
    self_assessed_amount = amount_field(default=Decimal(0))

    class Meta(CompanyRow.Meta):
        db_table = "erp_supplier_invoice_tax"
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "tax_code", "ratio"], name="erp_supplier_invoice_tax_unique"
            )
        ]


class SupplierInvoiceMatch(CompanyRow):
    """What a posted line took of one receipt; written once, never changed."""

    scope_party = "invoice_line__invoice__supplier_id"

    invoice_line = models.ForeignKey(
        SupplierInvoiceLine, on_delete=models.PROTECT, related_name="matches", db_index=False
    )
    receipt_line = models.ForeignKey(
        "erp.GoodsReceiptLine", on_delete=models.PROTECT, related_name="matches"
    )
    quantity = quantity_field()
    received_value = amount_field()

    class Meta(CompanyRow.Meta):
        db_table = "erp_supplier_invoice_match"
        constraints = [
            models.UniqueConstraint(
                fields=["invoice_line", "receipt_line"], name="erp_supplier_invoice_match_unique"
            ),
            positive("erp_supplier_invoice_match_quantity", "quantity"),
        ]
