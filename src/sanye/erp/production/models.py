"""Tables of production."""

from fractions import Fraction

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from sanye.erp.production.domain.states import (
    ORDER_STEPS,
    PROPOSAL_STEPS,
    ChangeKind,
    OrderStatus,
    ProposalStatus,
)
from sanye.stem.rows.constraints import not_negative, one_of, positive, steps
from sanye.stem.rows.fields import (
    choice_field,
    code_field,
    number_field,
    price_field,
    quantity_field,
    ratio_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow


@pghistory.track()
class ProductionPolicy(CompanyRow):
    """What one site allows; a site without a row has the defaults of `domain.tolerances`."""

    scope_site = "site_id"

    site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, related_name="+")
    over_completion_ratio = ratio_field()
    over_issue_ratio = ratio_field()
    short_backflush_ratio = ratio_field()
    backflushes = models.BooleanField(default=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_production_policy"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "site"], name="erp_production_policy_unique"
            ),
            not_negative(
                "erp_production_policy_ratios",
                "over_completion_ratio",
                "over_issue_ratio",
                "short_backflush_ratio",
            ),
        ]


@pghistory.track()
class ProductionOrder(CompanyRow):
    """So much of an item to be made at a site. Quantities in the item's stock unit.

    Rework has no bill: it takes in the item itself, and perhaps parts.
    """

    scope_site = "site_id"

    number = number_field()
    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, related_name="+")
    bill = models.ForeignKey(
        "stem.Bill", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    routing = models.ForeignKey(
        "stem.Routing", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    quantity = quantity_field()
    completed_quantity = quantity_field(default=0)
    scrapped_quantity = quantity_field(default=0)
    unit = unit_field()
    start_date = models.DateField()
    due_date = models.DateField()
    status = choice_field(OrderStatus, default=OrderStatus.CREATED)
    planned_order_id = models.UUIDField(null=True, blank=True)
    sales_order_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="splits"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_production_order"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"], name="erp_production_order_unique"
            ),
            models.UniqueConstraint(
                fields=["company", "planned_order_id"], name="erp_production_order_planned_unique"
            ),
            positive("erp_production_order_quantity", "quantity"),
            not_negative("erp_production_order_done", "completed_quantity", "scrapped_quantity"),
            models.CheckConstraint(
                name="erp_production_order_dates", condition=Q(start_date__lte=F("due_date"))
            ),
            one_of("erp_production_order_status", "status", OrderStatus),
        ]
        indexes = [
            GinIndex(fields=["sales_order_ids"], name="erp_production_order_for"),
            models.Index(
                fields=["company", "start_date", "id"], name="erp_production_order_by_start"
            ),
            models.Index(fields=["company", "due_date", "id"], name="erp_production_order_by_due"),
            models.Index(fields=["company", "status", "due_date"], name="erp_production_order_due"),
        ]
        triggers = [steps("production_order_steps", "status", ORDER_STEPS)]


@pghistory.track()
class ProductionComponent(CompanyRow):
    """What the order consumes of one item, in its stock unit.

    One piece takes ratio_numerator / ratio_denominator, the order as a whole if fixed; `quantity`
    is that for the order's quantity, rounded up.
    """

    scope_site = "site_id"

    production_order = models.ForeignKey(
        ProductionOrder, on_delete=models.PROTECT, related_name="components", db_index=False
    )
    line_number = models.PositiveIntegerField()
    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, related_name="+")
    quantity = quantity_field()
    issued_quantity = quantity_field(default=0)
    unit = unit_field()
    ratio_numerator = models.DecimalField(max_digits=60, decimal_places=0)
    ratio_denominator = models.DecimalField(max_digits=60, decimal_places=0)
    is_fixed = models.BooleanField(default=False)
    operation_number = models.PositiveIntegerField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_production_component"
        constraints = [
            models.UniqueConstraint(
                fields=["production_order", "line_number"], name="erp_production_component_unique"
            ),
            not_negative("erp_production_component_quantities", "quantity", "issued_quantity"),
            positive("erp_production_component_ratio", "ratio_numerator", "ratio_denominator"),
        ]

    @property
    def ratio(self) -> Fraction:
        return Fraction(int(self.ratio_numerator), int(self.ratio_denominator))


@pghistory.track()
class ProductionOperation(CompanyRow):
    """One operation, copied from the routing; planned and actual minutes of the whole order.

    `run_minutes_each` is per piece; a batch operation has it per started batch.
    """

    scope_site = "production_order__site_id"

    production_order = models.ForeignKey(
        ProductionOrder, on_delete=models.PROTECT, related_name="operations", db_index=False
    )
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    work_center = models.ForeignKey("stem.WorkCenter", on_delete=models.PROTECT, related_name="+")
    setup_minutes = quantity_field()
    run_minutes = quantity_field()
    run_minutes_each = quantity_field()
    batch_quantity = quantity_field(null=True, blank=True)
    queue_minutes = quantity_field()
    move_minutes = quantity_field()
    good_quantity = quantity_field(default=0)
    scrap_quantity = quantity_field(default=0)
    actual_setup_minutes = quantity_field(default=0)
    actual_run_minutes = quantity_field(default=0)

    class Meta(CompanyRow.Meta):
        db_table = "erp_production_operation"
        constraints = [
            models.UniqueConstraint(
                fields=["production_order", "number"], name="erp_production_operation_unique"
            ),
            not_negative(
                "erp_production_operation_figures",
                "setup_minutes",
                "run_minutes",
                "run_minutes_each",
                "queue_minutes",
                "move_minutes",
                "good_quantity",
                "scrap_quantity",
                "actual_setup_minutes",
                "actual_run_minutes",
            ),
        ]


class OperationReport(CompanyRow):
    """Work done: append-only, taken back by an opposite row.

    `cost_rate` is the work center's, per hour, at that moment.
    """

    scope_site = "operation__production_order__site_id"

    operation = models.ForeignKey(
        ProductionOperation, on_delete=models.PROTECT, related_name="reports"
    )
    posting_date = models.DateField()
    reported_at = models.DateTimeField()
    good_quantity = quantity_field()
    scrap_quantity = quantity_field()
    scrap_reason_code = code_field(blank=True)
    setup_minutes = quantity_field()
    run_minutes = quantity_field()
    cost_rate = price_field()
    is_backflushed = models.BooleanField(default=False)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    class Meta(CompanyRow.Meta):
        db_table = "erp_operation_report"
        constraints = [
            not_negative("erp_operation_report_rate", "cost_rate"),
            models.CheckConstraint(
                name="erp_operation_report_figures",
                condition=Q(
                    reverses__isnull=True,
                    good_quantity__gte=0,
                    scrap_quantity__gte=0,
                    setup_minutes__gte=0,
                    run_minutes__gte=0,
                )
                | Q(
                    reverses__isnull=False,
                    good_quantity__lte=0,
                    scrap_quantity__lte=0,
                    setup_minutes__lte=0,
                    run_minutes__lte=0,
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="operation_report_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]


class ProductionCompletion(CompanyRow):
    """Goods that came out of an order: append-only, taken back by an opposite row."""

    scope_site = "production_order__site_id"

    production_order = models.ForeignKey(
        ProductionOrder, on_delete=models.PROTECT, related_name="completions"
    )
    movement = models.OneToOneField("erp.StockMovement", on_delete=models.PROTECT, related_name="+")
    quantity = quantity_field()
    lot = models.CharField(max_length=40, blank=True)
    posting_date = models.DateField()
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    class Meta(CompanyRow.Meta):
        db_table = "erp_production_completion"
        constraints = [
            models.CheckConstraint(
                name="erp_production_completion_quantity",
                condition=Q(quantity__gt=0, reverses__isnull=True)
                | Q(quantity__lt=0, reverses__isnull=False),
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="production_completion_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]


@pghistory.track()
class ProductionProposal(CompanyRow):
    """A change of a released order that planning asks for and a person decides."""

    scope_site = "production_order__site_id"

    production_order = models.ForeignKey(
        ProductionOrder, on_delete=models.PROTECT, related_name="proposals"
    )
    action_message_id = models.UUIDField(null=True, blank=True)
    kind = choice_field(ChangeKind)
    proposed_date = models.DateField(null=True, blank=True)
    proposed_quantity = quantity_field(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    status = choice_field(ProposalStatus, default=ProposalStatus.OPEN)
    owner_role = code_field(default="PRODUCTION")
    decide_by_date = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_reason = models.CharField(max_length=400, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_production_proposal"
        indexes = [
            models.Index(
                fields=["company", "decide_by_date", "id"], name="erp_production_proposal_by"
            ),
            models.Index(fields=["company", "status", "id"], name="erp_production_proposal_list"),
        ]
        constraints = [
            one_of("erp_production_proposal_kind", "kind", ChangeKind),
            one_of("erp_production_proposal_status", "status", ProposalStatus),
            models.UniqueConstraint(
                fields=["production_order", "kind"],
                condition=Q(status="OPEN"),
                name="erp_production_proposal_one_open",
            ),
        ]
        triggers = [steps("production_proposal_steps", "status", PROPOSAL_STEPS)]
