"""Price lists and promotions for customers."""

import pghistory
from django.db import models

from sanye.stem.masterdata.models.columns import (
    Archived,
    Named,
    Valid,
    not_negative,
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
class PriceList(CompanyRow, Named, Archived, Valid):
    """Prices for one customer, one group of customers, or everybody (both empty)."""

    code = code_field()
    currency = currency_field()
    customer = models.ForeignKey(
        "stem.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    customer_group = code_field(blank=True)
    is_tax_included = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(default=1)

    class Meta(CompanyRow.Meta):
        db_table = "stem_price_list"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="stem_price_list_unique"),
            valid_in_order("stem_price_list_valid"),
        ]


@pghistory.track()
class PriceListLine(Row, Valid):
    """A price per `unit`, from `minimum_quantity` on."""

    price_list = models.ForeignKey(
        PriceList, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")
    unit = unit_field()
    minimum_quantity = quantity_field(default=0)
    unit_price = price_field()

    class Meta:
        db_table = "stem_price_list_line"
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "item", "unit", "minimum_quantity", "valid_from_date"],
                nulls_distinct=False,
                name="stem_price_list_line_unique",
            ),
            not_negative("stem_price_list_line_amounts", "minimum_quantity", "unit_price"),
            valid_in_order("stem_price_list_line_valid"),
        ]


@pghistory.track()
class Promotion(CompanyRow, Named, Archived, Valid):
    """A discount on items for a while; of several the one with the lowest `priority` counts."""

    code = code_field()
    customer_group = code_field(blank=True)
    discount_ratio = ratio_field()
    minimum_quantity = quantity_field(default=0)
    maximum_quantity = quantity_field(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(default=1)

    class Meta(CompanyRow.Meta):
        db_table = "stem_promotion"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="stem_promotion_unique"),
            share("stem_promotion_discount", "discount_ratio"),
            not_negative("stem_promotion_quantity", "minimum_quantity", "maximum_quantity"),
            valid_in_order("stem_promotion_valid"),
        ]


class PromotionItem(Row):
    """An item that a promotion covers."""

    promotion = models.ForeignKey(
        Promotion, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "stem_promotion_item"
        constraints = [
            models.UniqueConstraint(fields=["promotion", "item"], name="stem_promotion_item_unique")
        ]
