"""Plans: made, firmed, released, followed; forecasts; what suppliers are worth."""

from datetime import timedelta

from sanye.erp.product_cost import commands as product_cost
from sanye.erp.quality import commands as quality
from sanye.scm.demand import commands as demand
from sanye.scm.demand.models import ForecastVersion
from sanye.scm.planning import commands as planning
from sanye.scm.planning.models import ActionMessage, PlannedOrder
from sanye.scm.promising import commands as promising
from sanye.scm.suppliers import commands as suppliers
from sanye.scm.suppliers.models import SupplierAlert
from tests.stories.walking.walk import Walk, step


@step(3)
def run_planning(walk: Walk) -> None:
    planning.run_planning(**walk.who)


@step(3)
def plan_net_change(walk: Walk) -> None:
    planning.plan_net_change(**walk.who)


@step(3)
def plan_what_is_due(walk: Walk) -> None:
    planning.plan_what_is_due(**walk.who)


@step(5)
def firm_planned_order(walk: Walk) -> None:
    order = walk.pick(PlannedOrder.unscoped.filter(status__in=["PLANNED", "FIRMED"]))
    due = walk.soon(20)
    changes = {
        "quantity": walk.quantity(99),
        "start_date": due - timedelta(days=2),
        "due_date": due,
    }
    planning.firm_planned_order(
        planned_order_id=order.id, **(changes if walk.chance(0.4) else {}), **walk.who
    )


@step(5)
def release_planned_orders(walk: Walk) -> None:
    orders = list(PlannedOrder.unscoped.filter(status__in=["PLANNED", "FIRMED"]).order_by("id"))
    chosen = walk.some(orders[:6])
    planning.release_planned_orders(planned_order_ids=[one.id for one in chosen], **walk.who)


@step(1)
def cancel_planned_order(walk: Walk) -> None:
    order = walk.pick_late(PlannedOrder.unscoped)
    planning.cancel_planned_order(planned_order_id=order.id, **walk.who)


@step(6)
def apply_action_message(walk: Walk) -> None:
    message = walk.pick(ActionMessage.unscoped.filter(status="OPEN"))
    planning.apply_action_message(action_message_id=message.id, **walk.who)


@step(1)
def dismiss_action_message(walk: Walk) -> None:
    message = walk.pick(ActionMessage.unscoped.filter(status="OPEN"))
    planning.dismiss_action_message(action_message_id=message.id, reason="no", **walk.who)


@step(1)
def free_expired_holds(walk: Walk) -> None:
    promising.free_expired_holds(**walk.who)


@step(1)
def run_forecast(walk: Walk) -> None:
    version = demand.run_forecast(**walk.who)
    if walk.chance(0.6):
        demand.publish_forecast(version_id=version.id, **walk.who)


@step(1)
def publish_forecast(walk: Walk) -> None:
    version = walk.pick_late(ForecastVersion.unscoped)
    demand.publish_forecast(version_id=version.id, **walk.who)


@step(1)
def take_pipeline_vintage(walk: Walk) -> None:
    demand.take_pipeline_vintage(**walk.who)


@step(1)
def evaluate_suppliers(walk: Walk) -> None:
    suppliers.evaluate_suppliers(**walk.who)
    suppliers.refresh_supplier_alerts(**walk.who)
    suppliers.escalate_waiting_alerts(**walk.who)


@step(1)
def attend_to_alert(walk: Walk) -> None:
    alert = walk.pick(SupplierAlert.unscoped.exclude(status="CLOSED"))
    this = {"alert_id": alert.id, **walk.who}
    what = walk.random.randint(0, 2)
    if what == 0:
        suppliers.acknowledge_supplier_alert(**this)
    elif what == 1:
        suppliers.snooze_supplier_alert(until_date=walk.soon(5), **this)
    else:
        suppliers.close_supplier_alert(note="called them", **this)


@step(1)
def look_at_costs_and_failures(walk: Walk) -> None:
    product_cost.refresh_service_costs(**walk.who)
    quality.evaluate_trends(**walk.who)


@step(3)
def sleep(walk: Walk) -> None:
    walk.now += timedelta(hours=walk.random.choice([10, 24, 72, 120]))
