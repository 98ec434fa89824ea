"""Units of measure and exact conversions."""

from django.db import models

from sanye.stem.masterdata.models.columns import Archived, positive
from sanye.stem.rows.fields import choice_field, code_field, unit_field
from sanye.stem.rows.models import Row


class Dimension(models.TextChoices):
    COUNT = "COUNT"
    MASS = "MASS"
    LENGTH = "LENGTH"
    AREA = "AREA"
    VOLUME = "VOLUME"
    TIME = "TIME"
    ENERGY = "ENERGY"
    POWER = "POWER"
    PACK = "PACK"


class Unit(Row, Archived):
    """A unit of our own. Those of UN/CEFACT Recommendation 20 are known without a row.

    One unit is numerator / denominator base units of its dimension, exactly. PACK units (box,
    pallet) hold what an item says they hold and convert only through `ItemUnit`.
    """

    code = unit_field(unique=True)
    name = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=60, blank=True)
    symbol = models.CharField(max_length=16, blank=True)
    dimension = choice_field(Dimension)
    numerator = models.BigIntegerField(default=1)
    denominator = models.BigIntegerField(default=1)
    decimals = models.PositiveSmallIntegerField(default=6)

    class Meta:
        db_table = "stem_unit"
        constraints = [positive("stem_unit_positive", "numerator", "denominator")]


class ItemUnit(Row):
    """One `unit` of this item is numerator / denominator of the item's base unit."""

    item = models.ForeignKey(
        "stem.Item", on_delete=models.CASCADE, related_name="units", db_index=False
    )
    unit = unit_field()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField(default=1)
    gtin = code_field(blank=True)

    class Meta:
        db_table = "stem_item_unit"
        constraints = [
            models.UniqueConstraint(fields=["item", "unit"], name="stem_item_unit_unique"),
            positive("stem_item_unit_positive", "numerator", "denominator"),
        ]
