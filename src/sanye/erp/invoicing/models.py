"""Tables of sales invoices and credit notes."""

from django.db import models
from django.db.models import F, Q

from sanye.erp.invoicing.domain.states import InvoiceKind
from sanye.stem.rows.constraints import at_most, not_negative, one_of, positive, share
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


class SalesInvoice(CompanyRow):
    """An issued document: it never changes; a credit note corrects it.

    `exchange_rate` turns one unit of `currency` into the functional currency on `rate_date`. A
    credit note without `corrects` credits goods that no invoice of ours is known of.
    `posted_fact_id`: taken over from the past, posted with others of its day under this fact.
    """

    scope_party = "customer_id"

    kind = choice_field(InvoiceKind)
    number = number_field()
    customer = models.ForeignKey("stem.Party", on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections"
    )
    reason = models.CharField(max_length=200, blank=True)
    document_date = models.DateField()
    posting_date = models.DateField()
    tax_date = models.DateField()
    due_date = models.DateField()
    payment_term = models.ForeignKey(
        "stem.PaymentTerm", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    currency = currency_field()
    exchange_rate = rate_field()
    rate_date = models.DateField()
    net_amount = amount_field()
    tax_amount = amount_field()
    gross_amount = amount_field()
    issued_at = models.DateTimeField()
    posted_fact_id = models.UUIDField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_sales_invoice"
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_sales_invoice_number"),
            one_of("erp_sales_invoice_kind", "kind", InvoiceKind),
            positive("erp_sales_invoice_rate", "exchange_rate"),
            not_negative("erp_sales_invoice_amounts", "net_amount", "tax_amount"),
            models.CheckConstraint(
                name="erp_sales_invoice_total",
                condition=Q(gross_amount=F("net_amount") + F("tax_amount")),
            ),
            models.CheckConstraint(
                name="erp_sales_invoice_corrects",
                condition=Q(kind="INVOICE", corrects__isnull=True)
                | (Q(kind="CREDIT_NOTE") & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="erp_sales_invoice_due", condition=Q(due_date__gte=F("document_date"))
            ),
        ]
        indexes = [
            models.Index(fields=["company", "due_date", "id"], name="erp_sales_invoice_by_due"),
            models.Index(fields=["company", "document_date", "id"], name="erp_sales_invoice_date"),
            models.Index(fields=["company", "kind", "id"], name="erp_sales_invoice_list"),
        ]


class SalesInvoiceLine(CompanyRow):
    """An item with its amounts; `stock_quantity` is `quantity` in the item's stock unit.

    `credited_…` sum what credit notes took back of it. A credit note's line points at the
    invoice's line it corrects and may have quantity 0, when only an amount is credited.
    """

    scope_party = "invoice__customer_id"

    invoice = models.ForeignKey(
        SalesInvoice, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    line_number = models.PositiveIntegerField()
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections"
    )
    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=400, blank=True)
    sales_order = models.ForeignKey(
        "erp.SalesOrder", on_delete=models.PROTECT, null=True, related_name="+"
    )
    order_line = models.ForeignKey(
        "erp.SalesOrderLine", on_delete=models.PROTECT, null=True, related_name="+"
    )
    delivery_line = models.ForeignKey(
        "erp.DeliveryLine", on_delete=models.PROTECT, null=True, related_name="+"
    )
    quantity = quantity_field()
    unit = unit_field()
    stock_quantity = quantity_field()
    unit_price = price_field()
    discount_ratio = ratio_field(default=0)
    net_amount = amount_field()
    tax_amount = amount_field()
    credited_quantity = quantity_field(default=0)
    credited_net_amount = amount_field(default=0)

    class Meta(CompanyRow.Meta):
        db_table = "erp_sales_invoice_line"
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "line_number"], name="erp_sales_invoice_line_number"
            ),
            share("erp_sales_invoice_line_discount", "discount_ratio"),
            not_negative(
                "erp_sales_invoice_line_not_negative",
                "quantity",
                "stock_quantity",
                "unit_price",
                "net_amount",
                "tax_amount",
                "credited_quantity",
                "credited_net_amount",
            ),
            at_most("erp_sales_invoice_line_credited_quantity", "credited_quantity", "quantity"),
            at_most("erp_sales_invoice_line_credited", "credited_net_amount", "net_amount"),
            models.CheckConstraint(
                name="erp_sales_invoice_line_origin",
                condition=Q(
                    sales_order__isnull=True,
                    order_line__isnull=True,
                    delivery_line__isnull=True,
                    corrects__isnull=True,
                )
                | Q(
                    sales_order__isnull=False,
                    order_line__isnull=False,
                    delivery_line__isnull=False,
                ),
            ),
        ]


class SalesInvoiceLineTax(CompanyRow):
    """A tax of one line; a reverse charge is self-assessed by the buyer and not in the total."""

    scope_party = "line__invoice__customer_id"

    line = models.ForeignKey(
        SalesInvoiceLine, on_delete=models.CASCADE, related_name="taxes", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    tax_code = code_field()
    rate_ratio = ratio_field()
    base_amount = amount_field()
    tax_amount = amount_field()
    self_assessed_amount = amount_field(default=0)

    class Meta(CompanyRow.Meta):
        db_table = "erp_sales_invoice_line_tax"
        constraints = [
            models.UniqueConstraint(
                fields=["line", "tax_code"], name="erp_sales_invoice_line_tax_one"
            )
        ]
