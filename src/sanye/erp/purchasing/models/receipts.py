"""Goods that came, and went back."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sanye.erp.purchasing.domain.states import (
    ReceiptKind,
)
from sanye.erp.purchasing.models.orders import (
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseScheduleLine,
)
from sanye.stem.rows.constraints import at_most, not_negative, one_of, positive
from sanye.stem.rows.fields import (
    choice_field,
    code_field,
    number_field,
    price_field,
    quantity_field,
    rate_field,
)
from sanye.stem.rows.models import CompanyRow


class GoodsReceipt(CompanyRow):
    """Goods that came on an order, or went back. Never changed: a mistake is returned."""

    scope_site = "site_id"
    scope_party = "supplier_id"
    scope_own = "purchase_order__buyer_id"

    number = number_field()
    kind = choice_field(ReceiptKind, default=ReceiptKind.RECEIPT)
    purchase_order = models.ForeignKey(
        PurchaseOrder, on_delete=models.PROTECT, related_name="receipts"
    )
    supplier = models.ForeignKey("stem.Party", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, related_name="+")
    posting_date = models.DateField()
    exchange_rate = rate_field()
    rate_date = models.DateField()
    delivery_note = code_field(blank=True)
    reason_code = code_field(blank=True)
    movement_id = models.UUIDField(null=True, blank=True)
    received_at = models.DateTimeField()

    class Meta(CompanyRow.Meta):
        db_table = "erp_goods_receipt"
        indexes = [
            models.Index(fields=["company", "posting_date", "id"], name="erp_goods_receipt_posted")
        ]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_goods_receipt_number"),
            one_of("erp_goods_receipt_kind", "kind", ReceiptKind),
        ]


class GoodsReceiptLine(CompanyRow):
    """`quantity` in the order line's unit, `stock_quantity` in the item's; both positive.

    `unit_cost` is functional currency per stock unit, as the receipt was valued. Of what came,
    `returned_quantity` went back, `invoiced_quantity` was invoiced, `credited_quantity` credited.
    A line of a return names in `returns` what it takes back.
    """

    scope_site = "receipt__site_id"
    scope_party = "receipt__supplier_id"
    scope_own = "receipt__purchase_order__buyer_id"

    receipt = models.ForeignKey(
        GoodsReceipt, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    line_number = models.PositiveIntegerField()
    line = models.ForeignKey(PurchaseOrderLine, on_delete=models.PROTECT, related_name="received")
    schedule_line = models.ForeignKey(
        PurchaseScheduleLine, on_delete=models.PROTECT, related_name="received"
    )
    returns = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="returned"
    )
    quantity = quantity_field()
    stock_quantity = quantity_field()
    unit_cost = price_field()
    lot = models.CharField(max_length=40, blank=True)
    serial_numbers = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    location_id = models.UUIDField(null=True, blank=True)
    stock_status = models.CharField(max_length=24, default="AVAILABLE")
    returned_quantity = quantity_field(default=Decimal(0))
    invoiced_quantity = quantity_field(default=Decimal(0))
    credited_quantity = quantity_field(default=Decimal(0))

    class Meta(CompanyRow.Meta):
        db_table = "erp_goods_receipt_line"
        constraints = [
            models.UniqueConstraint(
                fields=["receipt", "line_number"], name="erp_goods_receipt_line_number"
            ),
            positive("erp_goods_receipt_line_positive", "quantity", "stock_quantity"),
            not_negative(
                "erp_goods_receipt_line_parts",
                "unit_cost",
                "returned_quantity",
                "invoiced_quantity",
                "credited_quantity",
            ),
            at_most("erp_goods_receipt_line_returned", "returned_quantity", "quantity"),
            at_most("erp_goods_receipt_line_invoiced", "invoiced_quantity", "quantity"),
            at_most("erp_goods_receipt_line_credited", "credited_quantity", "returned_quantity"),
            at_most("erp_goods_receipt_line_refund", "credited_quantity", "invoiced_quantity"),
        ]
