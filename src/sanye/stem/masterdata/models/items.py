"""Items: what is made, bought, sold; per company its cost, per site its planning."""

import pghistory
from django.db import models
from django.db.models import Q

from sanye.stem.masterdata.models.columns import Archived, Named, not_negative, positive, share
from sanye.stem.rows.fields import (
    amount_field,
    choice_field,
    code_field,
    price_field,
    quantity_field,
    ratio_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow, Row


class ItemKind(models.TextChoices):
    MAKE = "MAKE"
    BUY = "BUY"
    SERVICE = "SERVICE"


class Tracking(models.TextChoices):
    NONE = "NONE"
    LOT = "LOT"
    SERIAL = "SERIAL"


class CostMethod(models.TextChoices):
    MOVING_AVERAGE = "MOVING_AVERAGE"
    STANDARD = "STANDARD"


class Source(models.TextChoices):
    MAKE = "MAKE"
    BUY = "BUY"
    TRANSFER = "TRANSFER"


class LotSizing(models.TextChoices):
    LOT_FOR_LOT = "LOT_FOR_LOT"
    FIXED_ORDER_QUANTITY = "FIXED_ORDER_QUANTITY"
    PERIOD_ORDER_QUANTITY = "PERIOD_ORDER_QUANTITY"
    ECONOMIC_ORDER_QUANTITY = "ECONOMIC_ORDER_QUANTITY"
    MIN_MAX = "MIN_MAX"


class ItemFamily(Row, Named, Archived):
    """A group of items that are sold, planned or set up alike."""

    code = code_field(unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta:
        db_table = "stem_item_family"


@pghistory.track()
class Item(Row, Named, Archived):
    """A thing or service. Stock, plans and bills count it in `unit`."""

    code = code_field(unique=True)
    description = models.TextField(blank=True)
    kind = choice_field(ItemKind)
    family = models.ForeignKey(
        ItemFamily, on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    unit = unit_field()
    sales_unit = unit_field(blank=True)
    purchase_unit = unit_field(blank=True)
    tracking = choice_field(Tracking, default=Tracking.NONE)
    shelf_life_days = models.PositiveIntegerField(null=True, blank=True)
    gtin = code_field(blank=True)
    is_sold = models.BooleanField(default=True)
    weight = quantity_field(null=True, blank=True)
    weight_unit = unit_field(blank=True)
    volume = quantity_field(null=True, blank=True)
    volume_unit = unit_field(blank=True)
    color = models.CharField(max_length=40, blank=True)
    size = models.CharField(max_length=40, blank=True)
    origin_country = models.CharField(max_length=2, blank=True)
    customs_code = code_field(blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "stem_item"
        constraints = [
            models.UniqueConstraint(
                fields=["gtin"], condition=~Q(gtin=""), name="stem_item_gtin_unique"
            ),
            positive("stem_item_measures", "weight", "volume"),
        ]


@pghistory.track()
class ItemCompany(CompanyRow):
    """An item in one company's books. Costs are per base unit in its functional currency."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="companies")
    cost_method = choice_field(CostMethod, default=CostMethod.MOVING_AVERAGE)
    standard_cost = price_field(default=0)
    sales_tax = models.ForeignKey(
        "stem.Tax", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    purchase_tax = models.ForeignKey(
        "stem.Tax", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    posting_group = code_field(blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "stem_item_company"
        constraints = [
            models.UniqueConstraint(fields=["company", "item"], name="stem_item_company_unique"),
            not_negative("stem_item_company_cost", "standard_cost"),
        ]


@pghistory.track()
class ItemSite(CompanyRow):
    """How one site plans an item. Quantities in the item's base unit, days are working days."""

    scope_site = "site_id"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="sites")
    site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, related_name="items")
    source = choice_field(Source)
    supplying_site = models.ForeignKey(
        "stem.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lot_sizing = choice_field(LotSizing, default=LotSizing.LOT_FOR_LOT)
    fixed_quantity = quantity_field(null=True, blank=True)
    minimum_quantity = quantity_field(default=0)
    maximum_quantity = quantity_field(null=True, blank=True)
    multiple_quantity = quantity_field(null=True, blank=True)
    period_days = models.PositiveSmallIntegerField(null=True, blank=True)
    order_cost = amount_field(null=True, blank=True)
    safety_stock = quantity_field(default=0)
    reorder_point = quantity_field(null=True, blank=True)
    safety_lead_time_days = models.PositiveSmallIntegerField(default=0)
    lead_time_days = models.PositiveSmallIntegerField(default=0)
    inspection_days = models.PositiveSmallIntegerField(default=0)
    demand_time_fence_days = models.PositiveSmallIntegerField(default=0)
    planning_time_fence_days = models.PositiveSmallIntegerField(default=0)
    release_fence_days = models.PositiveSmallIntegerField(default=0)
    scrap_ratio = ratio_field(default=0)
    planner = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    location = models.ForeignKey(
        "stem.Location", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_planned = models.BooleanField(default=True)

    class Meta(CompanyRow.Meta):
        db_table = "stem_item_site"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item", "site"], name="stem_item_site_unique"
            ),
            positive("stem_item_site_lots", "fixed_quantity", "multiple_quantity", "period_days"),
            not_negative(
                "stem_item_site_levels",
                "minimum_quantity",
                "maximum_quantity",
                "safety_stock",
                "reorder_point",
                "order_cost",
            ),
            share("stem_item_site_scrap", "scrap_ratio"),
            models.CheckConstraint(
                name="stem_item_site_supplying_site",
                condition=Q(source="TRANSFER", supplying_site__isnull=False)
                | (~Q(source="TRANSFER") & Q(supplying_site__isnull=True)),
            ),
            models.CheckConstraint(
                name="stem_item_site_other_site",
                condition=Q(supplying_site__isnull=True) | ~Q(supplying_site=models.F("site")),
            ),
        ]
