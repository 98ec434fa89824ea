"""Set-up matrices: what it takes to change a work center over from one item to another."""

import pghistory
from django.db import models

from sanye.stem.masterdata.models.columns import Archived, Named, not_negative
from sanye.stem.rows.fields import choice_field, code_field, quantity_field
from sanye.stem.rows.models import CompanyRow, Row


class SetupAttribute(models.TextChoices):
    """What of an item a set-up depends on."""

    FAMILY = "FAMILY"
    COLOR = "COLOR"
    SIZE = "SIZE"


@pghistory.track()
class SetupMatrix(CompanyRow, Named, Archived):
    """Rules of changing over, for all work centers that name it."""

    code = code_field()

    class Meta(CompanyRow.Meta):
        db_table = "stem_setup_matrix"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="stem_setup_matrix_unique")
        ]


@pghistory.track()
class SetupRule(Row):
    """Minutes of a change from one value of an attribute to another; an empty value is any other.

    A family is written by its code, a color or size as the item has it.
    """

    setup_matrix = models.ForeignKey(
        SetupMatrix, on_delete=models.CASCADE, related_name="rules", db_index=False
    )
    attribute = choice_field(SetupAttribute)
    from_value = models.CharField(max_length=60, blank=True, default="")
    to_value = models.CharField(max_length=60, blank=True, default="")
    minutes = quantity_field()

    class Meta:
        db_table = "stem_setup_rule"
        constraints = [
            models.UniqueConstraint(
                fields=["setup_matrix", "attribute", "from_value", "to_value"],
                name="stem_setup_rule_unique",
            ),
            not_negative("stem_setup_rule_minutes", "minutes"),
        ]
