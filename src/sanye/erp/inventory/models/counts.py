"""Counting what is really there."""

import pghistory
from django.db import models
from django.db.models import Q

from sanye.erp.inventory.models.ledger import KEY, Keyed, StockMovement
from sanye.stem.rows.constraints import one_of, steps
from sanye.stem.rows.fields import choice_field, code_field, number_field, quantity_field
from sanye.stem.rows.models import CompanyRow


class CountStatus(models.TextChoices):
    OPEN = "OPEN"
    POSTED = "POSTED"
    CANCELLED = "CANCELLED"


COUNT_STEPS = {CountStatus.OPEN: {CountStatus.POSTED, CountStatus.CANCELLED}}


@pghistory.track()
class StockCount(CompanyRow):
    """A list of heaps to count at one site. A blind one hides what is expected."""

    scope_site = "site_id"

    number = number_field()
    site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, related_name="+")
    status = choice_field(CountStatus, default=CountStatus.OPEN)
    is_blind = models.BooleanField(default=True)
    reason_code = code_field(blank=True)
    movement = models.ForeignKey(
        StockMovement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(CompanyRow.Meta):
        db_table = "erp_stock_count"
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_stock_count_unique"),
            one_of("erp_stock_count_status", "status", CountStatus),
        ]
        triggers = [steps("stock_count_steps", "status", COUNT_STEPS)]


@pghistory.track()
class StockCountLine(CompanyRow, Keyed):
    """One heap. `book_quantity` is what the ledger said at the moment of counting.

    The difference of the two is posted, so that what moved between counting and posting is not
    counted away.
    """

    scope_site = "site_id"

    stock_count = models.ForeignKey(
        StockCount, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    book_quantity = quantity_field(null=True, blank=True)
    counted_quantity = quantity_field(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_stock_count_line"
        constraints = [
            models.UniqueConstraint(
                fields=["stock_count", *KEY],
                name="erp_stock_count_line_unique",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="erp_stock_count_line_counted",
                condition=Q(counted_quantity__isnull=True)
                | Q(counted_quantity__gte=0, book_quantity__isnull=False),
            ),
        ]
