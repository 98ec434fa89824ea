"""Tables of product cost. All but the policy are a projection."""

from typing import Any

import pghistory
from django.db import models

from sanye.stem.rows.constraints import not_negative, positive, share
from sanye.stem.rows.fields import (
    amount_field,
    currency_field,
    price_field,
    quantity_field,
    ratio_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow


def _item(**options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+", **options)


@pghistory.track()
class ProductCostPolicy(CompanyRow):
    """Over how many days costs are spread, and from which share on a change is told."""

    window_days = models.PositiveIntegerField()
    change_ratio = ratio_field()

    class Meta(CompanyRow.Meta):
        db_table = "erp_product_cost_policy"
        constraints = [
            models.UniqueConstraint(fields=["company"], name="erp_product_cost_policy_one"),
            positive("erp_product_cost_policy_window", "window_days"),
            share("erp_product_cost_policy_share", "change_ratio"),
        ]


class ProductCostDay(CompanyRow):
    """What happened to an item on a day: pieces sold, money spent on pieces sold before."""

    item = _item(db_index=False)
    day = models.DateField()
    shipped_quantity = quantity_field(default=0)
    service_amount = amount_field(default=0)
    return_amount = amount_field(default=0)
    repair_amount = amount_field(default=0)

    class Meta(CompanyRow.Meta):
        db_table = "erp_product_cost_day"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item", "day"], name="erp_product_cost_day_unique"
            )
        ]


class RepairOrder(CompanyRow):
    """A production order that repairs returned goods."""

    production_order_id = models.UUIDField()
    item = _item(db_index=False)

    class Meta(CompanyRow.Meta):
        db_table = "erp_product_cost_repair"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "production_order_id"], name="erp_product_cost_repair_unique"
            )
        ]


class ProductServiceCost(CompanyRow):
    """The sums of an item's window that ends on `as_of_date`, in functional currency.

    `unit_service_cost` is per stock unit, empty where nothing was sold in the window;
    `told_unit_cost` what was last published.
    """

    item = _item(db_index=False)
    unit = unit_field()
    currency = currency_field()
    window_days = models.PositiveIntegerField()
    as_of_date = models.DateField()
    shipped_quantity = quantity_field(default=0)
    service_amount = amount_field(default=0)
    return_amount = amount_field(default=0)
    repair_amount = amount_field(default=0)
    unit_service_cost = price_field(null=True)
    told_unit_cost = price_field(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_product_service_cost"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item"], name="erp_product_service_cost_unique"
            ),
            not_negative("erp_product_service_cost_unit", "unit_service_cost", "told_unit_cost"),
        ]
        indexes = [
            models.Index(
                fields=["company", "unit_service_cost"], name="erp_product_service_cost_list"
            )
        ]
