"""Tables of planning: what is known of supply and demand, and what the plan makes of it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sanye.contracts.scm.events import PlannedOrderKind
from sanye.engines.mrp import Action, NeedKind, SupplyKind
from sanye.scm.planning.domain.states import (
    MESSAGE_STEPS,
    PLANNED_ORDER_STEPS,
    DemandType,
    MessageStatus,
    PlannedOrderStatus,
    SupplyType,
)
from sanye.stem.rows.constraints import not_negative, one_of, positive, steps
from sanye.stem.rows.fields import (
    amount_field,
    choice_field,
    currency_field,
    number_field,
    quantity_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow


class AtSite(CompanyRow):
    """A row of an item at a site."""

    scope_site: ClassVar[str] = "site_id"

    item = models.ForeignKey("stem.Item", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("stem.Site", models.PROTECT, related_name="+", db_index=False)

    class Meta(CompanyRow.Meta):
        abstract = True


class KnownStock(AtSite):
    """Usable stock (available, our own), the sum of what `stock.moved` told."""

    quantity = quantity_field(default=0)

    class Meta(AtSite.Meta):
        db_table = "scm_known_stock"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item", "site"], name="scm_known_stock_unique"
            )
        ]


class KnownDemand(AtSite):
    """An open line of demand: of a sales order, or a component of a production order.

    `due_date` is the promised date, or the requested one until somebody promises. `is_planned`: a
    run has seen it as it is, so that the plan provides for it.
    """

    demand_type = choice_field(DemandType)
    order_id = models.UUIDField()
    order_number = number_field()
    line_id = models.UUIDField()
    customer = models.ForeignKey(
        "stem.Party", models.PROTECT, null=True, related_name="+", db_index=False
    )
    quantity = quantity_field()
    unit = unit_field()
    due_date = models.DateField()
    requested_date = models.DateField()
    promised_date = models.DateField(null=True)
    priority = models.SmallIntegerField(default=5)
    net_amount = amount_field(default=0)
    currency = currency_field(blank=True)
    is_planned = models.BooleanField(default=False)

    class Meta(AtSite.Meta):
        db_table = "scm_known_demand"
        constraints = [
            models.UniqueConstraint(fields=["company", "line_id"], name="scm_known_demand_unique"),
            positive("scm_known_demand_quantity", "quantity"),
        ]
        indexes = [
            models.Index(fields=["company", "order_id"], name="scm_known_demand_order"),
            models.Index(
                fields=["company", "item", "site", "due_date"], name="scm_known_demand_item"
            ),
        ]


class KnownSupply(AtSite):
    """An open order that brings an item: a purchase schedule line, or a production order.

    `is_released`: the supplier or the shop floor knows of it, so that a change is only proposed.
    """

    scope_party: ClassVar[str] = "supplier_id"

    supply_type = choice_field(SupplyType)
    order_id = models.UUIDField()
    order_number = number_field()
    line_id = models.UUIDField()
    supplier = models.ForeignKey(
        "stem.Party", models.PROTECT, null=True, related_name="+", db_index=False
    )
    quantity = quantity_field()
    unit = unit_field()
    start_date = models.DateField(null=True)
    due_date = models.DateField()
    planned_order_ids = ArrayField(models.UUIDField(), default=list)
    is_released = models.BooleanField(default=False)

    class Meta(AtSite.Meta):
        db_table = "scm_known_supply"
        constraints = [
            models.UniqueConstraint(fields=["company", "line_id"], name="scm_known_supply_unique"),
            positive("scm_known_supply_quantity", "quantity"),
        ]
        indexes = [
            models.Index(fields=["company", "order_id"], name="scm_known_supply_order"),
            models.Index(
                fields=["company", "item", "site", "due_date"], name="scm_known_supply_item"
            ),
        ]


class KnownLeadTime(AtSite):
    """Working days that a supplier really needs, as `lead_time.learned` told, where they count."""

    scope_party: ClassVar[str] = "supplier_id"

    supplier = models.ForeignKey("stem.Party", models.PROTECT, related_name="+", db_index=False)
    lead_time_days = models.PositiveSmallIntegerField()

    class Meta(AtSite.Meta):
        db_table = "scm_known_lead_time"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "supplier", "item", "site"], name="scm_known_lead_time_unique"
            )
        ]


class NetChange(AtSite):
    """An item at a site whose supply or demand changed since it was planned."""

    class Meta(AtSite.Meta):
        db_table = "scm_net_change"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item", "site"], name="scm_net_change_unique"
            )
        ]


class PlanningRun(CompanyRow):
    """The log of one run: what it looked at, what it changed. `snapshot`: of the database; what of
    masters came before it is planned. Empty where a run did not plan all of that.
    """

    scope = models.CharField(max_length=16)
    as_of_date = models.DateField()
    started_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField(default=0)
    node_count = models.PositiveIntegerField(default=0)
    demand_count = models.PositiveIntegerField(default=0)
    planned_order_count = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    dropped_count = models.PositiveIntegerField(default=0)
    changed_inside_fence_count = models.PositiveIntegerField(default=0)
    released_count = models.PositiveIntegerField(default=0)
    message_count = models.PositiveIntegerField(default=0)
    snapshot = models.TextField(blank=True, default="", db_default="")

    class Meta(CompanyRow.Meta):
        db_table = "scm_planning_run"
        indexes = [models.Index(fields=["company", "started_at"], name="scm_planning_run_started")]


class PlannedOrder(AtSite):
    """A suggestion of the plan. Runs change those PLANNED; the rest belong to people or orders.

    `quantity` is good and arrives, `start_quantity` is begun. `is_late`: the start that would be
    in time has passed.
    """

    kind = choice_field(PlannedOrderKind)
    status = choice_field(PlannedOrderStatus, default=PlannedOrderStatus.PLANNED)
    supplier = models.ForeignKey(
        "stem.Party", models.PROTECT, null=True, related_name="+", db_index=False
    )
    supplying_site = models.ForeignKey(
        "stem.Site", models.PROTECT, null=True, related_name="+", db_index=False
    )
    bill = models.ForeignKey(
        "stem.Bill", models.PROTECT, null=True, related_name="+", db_index=False
    )
    quantity = quantity_field()
    start_quantity = quantity_field()
    unit = unit_field()
    start_date = models.DateField()
    due_date = models.DateField()
    need_date = models.DateField()
    is_late = models.BooleanField(default=False)
    released_at = models.DateTimeField(null=True)

    class Meta(AtSite.Meta):
        db_table = "scm_planned_order"
        constraints = [
            one_of("scm_planned_order_kind", "kind", PlannedOrderKind),
            positive("scm_planned_order_quantity", "quantity", "start_quantity"),
            models.CheckConstraint(
                name="scm_planned_order_dates", condition=Q(start_date__lte=F("due_date"))
            ),
        ]
        indexes = [
            models.Index(fields=["company", "start_date", "id"], name="scm_planned_order_start"),
            models.Index(fields=["company", "due_date", "id"], name="scm_planned_order_due"),
            models.Index(
                fields=["company", "item", "site", "due_date"], name="scm_planned_order_item"
            ),
            models.Index(
                fields=["company", "status", "start_date"], name="scm_planned_order_status"
            ),
        ]
        triggers = [steps("scm_planned_order_steps", "status", PLANNED_ORDER_STEPS)]


class PlanRequirement(AtSite):
    """What an order takes of a component. `order_id`: a planned order, or a phantom on the way.

    A run that looks only below takes from it what others need: `maker` is what the order makes or
    brings, and where, or passes on as a phantom (`is_of_phantom`); `priority` that of the first
    whom it serves. Of that maker's takes of the day it is number `sequence`, from 0. `is_phantom`:
    the component is passed on.
    """

    order_id = models.UUIDField()
    quantity = quantity_field()
    need_date = models.DateField()
    priority = models.IntegerField(default=0, db_default=0)
    maker_item_id = models.UUIDField(null=True)
    maker_site_id = models.UUIDField(null=True)
    is_phantom = models.BooleanField(default=False, db_default=False)
    is_of_phantom = models.BooleanField(default=False, db_default=False)
    sequence = models.IntegerField(default=0, db_default=0)

    class Meta(AtSite.Meta):
        db_table = "scm_plan_requirement"
        constraints = [positive("scm_plan_requirement_quantity", "quantity")]
        indexes = [
            models.Index(
                fields=["company", "item", "site", "need_date"], name="scm_plan_requirement_item"
            ),
            models.Index(fields=["company", "order_id"], name="scm_plan_requirement_order"),
        ]


class PlanPeg(AtSite):
    """So much of a supply serves so much of a need; ids of the rows on both ends.

    `supply_id`: known supply's line or planned order, empty for stock. `need_id`: known demand's
    line or requirement, empty for safety stock and negative stock.
    """

    supply_kind = choice_field(SupplyKind)
    supply_id = models.UUIDField(null=True)
    supply_date = models.DateField()
    need_kind = choice_field(NeedKind)
    need_id = models.UUIDField(null=True)
    need_date = models.DateField()
    quantity = quantity_field()

    class Meta(AtSite.Meta):
        db_table = "scm_plan_peg"
        constraints = [positive("scm_plan_peg_quantity", "quantity")]
        indexes = [
            models.Index(fields=["company", "item", "site"], name="scm_plan_peg_item"),
            models.Index(fields=["company", "supply_id"], name="scm_plan_peg_supply"),
            models.Index(fields=["company", "need_id"], name="scm_plan_peg_need"),
        ]


class LateNeed(AtSite):
    """Something of this item that an order takes comes late, by so many calendar days; without
    days it never comes. `cause_id`: the line of the supply behind, where there is one.

    Told from run to run, so that a run over a few items knows what others bring too late.
    """

    order_id = models.UUIDField()
    days = models.PositiveIntegerField(null=True)
    cause_id = models.UUIDField(null=True)

    class Meta(AtSite.Meta):
        db_table = "scm_late_need"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item", "site", "order_id"], name="scm_late_need_unique"
            )
        ]
        indexes = [models.Index(fields=["company", "order_id"], name="scm_late_need_order")]


class ActionMessage(AtSite):
    """Advice about an order that exists, about data, or about a planned order that is late.

    `subject_id`: the known supply's line; for data errors and buffers empty. `owner` is the
    item's planner at the site; `owner_role` who else. The advice stays until it is overtaken.
    """

    kind = choice_field(Action)
    status = choice_field(MessageStatus, default=MessageStatus.OPEN)
    data_error = models.CharField(max_length=24, blank=True)
    order_type = models.CharField(max_length=24, blank=True)
    order_id = models.UUIDField(null=True)
    order_line_id = models.UUIDField(null=True)
    order_number = number_field(blank=True)
    current_date = models.DateField(null=True)
    suggested_date = models.DateField(null=True)
    current_quantity = quantity_field(null=True)
    suggested_quantity = quantity_field(null=True)
    unit = unit_field(blank=True)
    sales_order_ids = ArrayField(models.UUIDField(), default=list)
    sales_order_numbers = ArrayField(number_field(), default=list)
    customer_ids = ArrayField(models.UUIDField(), default=list)
    money_at_stake = amount_field(default=0)
    currency = currency_field(blank=True)
    owner = models.ForeignKey(
        "stem.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    owner_role = models.CharField(max_length=24)
    due_date = models.DateField()
    reason = models.CharField(max_length=400, blank=True)
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta(AtSite.Meta):
        db_table = "scm_action_message"
        constraints = [
            not_negative("scm_action_message_stake", "money_at_stake"),
            models.UniqueConstraint(
                fields=["company", "item", "site", "kind", "order_line_id", "data_error"],
                condition=~Q(status="OVERTAKEN"),
                nulls_distinct=False,
                name="scm_action_message_unique",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "status", "due_date"], name="scm_action_message_status"
            ),
            models.Index(fields=["company", "order_line_id"], name="scm_action_message_line"),
            models.Index(
                fields=["company", "decided_at"],
                condition=Q(status="OVERTAKEN"),
                name="scm_action_message_overtaken",
            ),
        ]
        triggers = [steps("scm_action_message_steps", "status", MESSAGE_STEPS)]


class PromiseRisk(AtSite):
    """A sales line whose promise the plan cannot keep, as last told to sales."""

    line_id = models.UUIDField()
    sales_order_id = models.UUIDField()
    promised_date = models.DateField()
    new_date = models.DateField(null=True)
    money_at_stake = amount_field()
    cause_number = number_field(blank=True)

    class Meta(AtSite.Meta):
        db_table = "scm_promise_risk"
        constraints = [
            models.UniqueConstraint(fields=["company", "line_id"], name="scm_promise_risk_unique")
        ]
