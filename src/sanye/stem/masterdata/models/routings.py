"""Routings: the operations that make an item."""

import pghistory
from django.db import models

from sanye.stem.masterdata.models.bills import VersionStatus
from sanye.stem.masterdata.models.columns import (
    Archived,
    Valid,
    not_negative,
    positive,
    share,
    valid_in_order,
)
from sanye.stem.rows.fields import choice_field, code_field, quantity_field, ratio_field
from sanye.stem.rows.models import Row


class RunBasis(models.TextChoices):
    PER_UNIT = "PER_UNIT"
    PER_BATCH = "PER_BATCH"


@pghistory.track()
class Routing(Row, Archived, Valid):
    """How an item is made at a site; without a site, everywhere."""

    item = models.ForeignKey(
        "stem.Item", on_delete=models.PROTECT, related_name="routings", db_index=False
    )
    site = models.ForeignKey(
        "stem.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="routings"
    )
    version = code_field(default="1")
    status = choice_field(VersionStatus, default=VersionStatus.RELEASED)

    class Meta:
        db_table = "stem_routing"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "site", "version"],
                nulls_distinct=False,
                name="stem_routing_unique",
            ),
            valid_in_order("stem_routing_valid"),
        ]


@pghistory.track()
class RoutingOperation(Row):
    """One operation. Run minutes are per base unit, or per batch of `batch_quantity`."""

    routing = models.ForeignKey(
        Routing, on_delete=models.CASCADE, related_name="operations", db_index=False
    )
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    work_center = models.ForeignKey("stem.WorkCenter", on_delete=models.PROTECT, related_name="+")
    setup_minutes = quantity_field(default=0)
    run_minutes = quantity_field(default=0)
    run_basis = choice_field(RunBasis, default=RunBasis.PER_UNIT)
    batch_quantity = quantity_field(default=1)
    queue_minutes = quantity_field(default=0)
    move_minutes = quantity_field(default=0)
    scrap_ratio = ratio_field(default=0)

    class Meta:
        db_table = "stem_routing_operation"
        constraints = [
            models.UniqueConstraint(
                fields=["routing", "number"], name="stem_routing_operation_unique"
            ),
            not_negative(
                "stem_routing_operation_minutes",
                "setup_minutes",
                "run_minutes",
                "queue_minutes",
                "move_minutes",
            ),
            positive("stem_routing_operation_batch", "batch_quantity"),
            share("stem_routing_operation_scrap", "scrap_ratio"),
        ]
