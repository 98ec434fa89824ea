"""Supplier terms: who delivers an item, how fast, in what lots, at what price."""

import pghistory
from django.db import models

from sanye.stem.masterdata.models.columns import (
    Archived,
    Valid,
    not_negative,
    positive,
    share,
    valid_in_order,
)
from sanye.stem.rows.fields import (
    code_field,
    currency_field,
    price_field,
    quantity_field,
    ratio_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow, Row


@pghistory.track()
class SupplierTerm(CompanyRow, Archived, Valid):
    """A supplier's offer of an item, for one site or all. Quantities count `unit`.

    Lower `priority` is asked first. Receipt tolerances are shares of the ordered quantity.
    """

    scope_site = "site_id"
    scope_party = "supplier_id"

    supplier = models.ForeignKey(
        "stem.Party", on_delete=models.PROTECT, related_name="supplier_terms"
    )
    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="supplier_terms")
    site = models.ForeignKey(
        "stem.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supplier_item_code = code_field(blank=True)
    unit = unit_field()
    currency = currency_field()
    minimum_order_quantity = quantity_field(default=0)
    maximum_order_quantity = quantity_field(null=True, blank=True)
    multiple_quantity = quantity_field(null=True, blank=True)
    lead_time_days = models.PositiveSmallIntegerField(default=0)
    priority = models.PositiveSmallIntegerField(default=1)
    over_receipt_ratio = ratio_field(default=0)
    under_receipt_ratio = ratio_field(default=0)

    class Meta(CompanyRow.Meta):
        db_table = "stem_supplier_term"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item", "supplier", "site", "unit", "valid_from_date"],
                nulls_distinct=False,
                name="stem_supplier_term_unique",
            ),
            not_negative("stem_supplier_term_minimum", "minimum_order_quantity"),
            positive("stem_supplier_term_lots", "multiple_quantity", "maximum_order_quantity"),
            share("stem_supplier_term_tolerance", "over_receipt_ratio", "under_receipt_ratio"),
            valid_in_order("stem_supplier_term_valid"),
        ]


@pghistory.track()
class SupplierPrice(Row, Valid):
    """A price break: per unit of the term, from `minimum_quantity` on."""

    term = models.ForeignKey(
        SupplierTerm, on_delete=models.CASCADE, related_name="prices", db_index=False
    )
    minimum_quantity = quantity_field(default=0)
    unit_price = price_field()

    class Meta:
        db_table = "stem_supplier_price"
        constraints = [
            models.UniqueConstraint(
                fields=["term", "minimum_quantity", "valid_from_date"],
                nulls_distinct=False,
                name="stem_supplier_price_unique",
            ),
            not_negative("stem_supplier_price_amounts", "minimum_quantity", "unit_price"),
            valid_in_order("stem_supplier_price_valid"),
        ]
