"""From the quotation to the confirmed order, and all that is changed on the way."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sanye.crm.pipeline import commands as pipeline
from sanye.crm.pipeline.domain.stages import LostReason
from sanye.crm.pipeline.models import Opportunity
from sanye.crm.quoting import commands as quoting
from sanye.crm.quoting.domain.states import DeclineReason
from sanye.crm.quoting.models import Quotation
from sanye.erp.sales_orders import commands as sales
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine, SalesScheduleLine
from tests.stories.walking.walk import Walk, step
from tests.stories.walking.world import CUSTOMERS, SOLD, sites

OPEN = ["PLACED", "CREDIT_BLOCKED", "AWAITING_PROMISE", "CONFIRMED"]


def _asked(walk: Walk) -> dict[str, Any]:
    code = walk.random.choice(SOLD)
    most = {"EK-100": 40, "RC-300": 15, "LAMP": 4, "TEA": 6, "HELP": 5}[code]
    asked: dict[str, Any] = {
        "item_id": walk.aurora.item(code),
        "quantity": walk.quantity(most),
        "requested_date": walk.soon(25),
    }
    if code == "TEA" and walk.chance(0.4):
        asked |= {"unit": "C62", "quantity": walk.quantity(40)}
    if walk.chance(0.2):
        asked["discount_ratio"] = Decimal(walk.random.choice(["0.05", "0.10", "0.333"]))
    if walk.chance(0.15):
        asked |= {"unit_price": Decimal(walk.random.choice(["87.33", "120", "0.99"]))}
        asked["is_tax_included"] = walk.chance(0.5)
    return asked


def _lines_asked(walk: Walk, most: int = 3) -> list[dict[str, Any]]:
    return [_asked(walk) for _ in range(walk.random.randint(1, most))]


@step(4)
def draft_quotation(walk: Walk) -> None:
    open_ones = Opportunity.unscoped.exclude(stage__in=["WON", "LOST"])
    chosen = walk.pick(open_ones) if open_ones and walk.chance(0.4) else None
    quoting.draft_quotation(
        customer_id=chosen.customer_id
        if chosen
        else walk.aurora.party(walk.random.choice(CUSTOMERS)),
        opportunity_id=chosen and chosen.id,
        lines=[quoting.LineAsked(**asked) for asked in _lines_asked(walk)],
        order_discount_ratio=Decimal(walk.random.choice(["0", "0", "0.03"])),
        **walk.who,
    )


@step(1)
def revise_quotation(walk: Walk) -> None:
    lines = [quoting.LineAsked(**asked) for asked in _lines_asked(walk)]
    quotation = walk.pick_late(Quotation.unscoped)
    quoting.revise_quotation(quotation_id=quotation.id, lines=lines, **walk.who)


@step(2)
def estimate_quotation(walk: Walk) -> None:
    quoting.estimate_quotation(quotation_id=walk.pick_late(Quotation.unscoped).id, **walk.who)


@step(2)
def ask_approval(walk: Walk) -> None:
    quotation = walk.pick_late(Quotation.unscoped)
    quoting.ask_approval(quotation_id=quotation.id, **walk.who)
    if walk.chance(0.8):
        quoting.approve_quotation(quotation_id=quotation.id, **walk.who)
    else:
        quoting.refuse_approval(quotation_id=quotation.id, note="too cheap", **walk.who)


@step(5)
def send_quotation(walk: Walk) -> None:
    quoting.send_quotation(quotation_id=walk.pick_late(Quotation.unscoped).id, **walk.who)


@step(5)
def accept_quotation(walk: Walk) -> None:
    sent = Quotation.unscoped.filter(versions__status="SENT").distinct()
    quoting.accept_quotation(quotation_id=walk.pick_late(sent).id, **walk.who)


@step(1)
def decline_quotation(walk: Walk) -> None:
    quotation = walk.pick_late(Quotation.unscoped)
    reason = walk.random.choice(list(DeclineReason))
    quoting.decline_quotation(quotation_id=quotation.id, reason=reason, note="no", **walk.who)


@step(1)
def open_opportunity(walk: Walk) -> None:
    pipeline.open_opportunity(
        customer_id=walk.aurora.party(walk.random.choice(CUSTOMERS)),
        title="kitchen",
        expected_close_date=walk.soon(60),
        lines=[
            pipeline.ExpectedLine(item_id=walk.aurora.item("EK-100"), quantity=walk.quantity(50))
        ],
        **walk.who,
    )


@step(1)
def end_opportunity(walk: Walk) -> None:
    chosen = walk.pick(Opportunity.unscoped)
    if walk.chance(0.5):
        pipeline.win_opportunity(opportunity_id=chosen.id, **walk.who)
    else:
        pipeline.lose_opportunity(
            opportunity_id=chosen.id, reason=LostReason.PRICE, note="dear", **walk.who
        )


@step(9)
def place_order(walk: Walk) -> None:
    lines = []
    for asked in _lines_asked(walk, 4):
        if walk.chance(0.25) and asked["quantity"] > 1:
            half = asked["quantity"] // 2
            asked["schedule"] = (
                sales.SchedulePart(quantity=half, requested_date=walk.soon(10)),
                sales.SchedulePart(quantity=asked["quantity"] - half, requested_date=walk.soon(30)),
            )
        if walk.chance(0.2):
            asked["over_delivery_ratio"] = Decimal("0.1")
        lines.append(sales.NewLine(**asked))
    shop = sites(walk.aurora)[1].id if walk.chance(0.2) else None
    sales.place_sales_order(
        customer_id=walk.aurora.party(walk.random.choice(CUSTOMERS)),
        lines=lines,
        site_id=shop,
        order_discount_ratio=Decimal(walk.random.choice(["0", "0", "0.025"])),
        priority=walk.random.choice([100, 100, 10]),
        **walk.who,
    )


@step(10)
def confirm_order(walk: Walk) -> None:
    waiting = SalesOrder.unscoped.filter(status__in=OPEN[:3])
    sales.confirm_sales_order(order_id=walk.pick(waiting).id, **walk.who)


@step(6)
def amend_order(walk: Walk) -> None:
    order = walk.pick(SalesOrder.unscoped.filter(status__in=OPEN))
    lines = list(SalesOrderLine.unscoped.filter(order=order).order_by("line_number"))
    changes = [_change(walk, line) for line in walk.some(lines)] if walk.chance(0.9) else []
    added = [sales.NewLine(**_asked(walk))] if not changes or walk.chance(0.2) else []
    sales.amend_sales_order(
        order_id=order.id, reason="asked for", changes=changes, new_lines=added, **walk.who
    )


def _change(walk: Walk, line: SalesOrderLine) -> sales.LineChange:
    parts = list(SalesScheduleLine.unscoped.filter(line=line).order_by("position"))
    what: dict[str, Any] = walk.random.choice(
        [
            {"quantity": walk.quantity(30)},
            {"quantity": line.quantity + 5},
            {"quantity": max(line.quantity - 3, Decimal(1))},
            {"requested_date": walk.soon(40)},
            {"unit_price": Decimal("77.77")},
            {"discount_ratio": Decimal("0.125")},
            {"cancel_reason": "CHANGED_MIND"},
            {"item_id": walk.aurora.item(walk.random.choice(SOLD))},
        ]
    )
    if {"quantity", "requested_date"} & set(what) and len(parts) > 1:
        what["schedule_line_id"] = walk.random.choice(parts).id
    return sales.LineChange(line_id=line.id, **what)


@step(2)
def cancel_order(walk: Walk) -> None:
    order = walk.pick(SalesOrder.unscoped)
    sales.cancel_sales_order(order_id=order.id, reason="CHANGED_MIND", **walk.who)


@step(2)
def promise_by_hand(walk: Walk) -> None:
    order = walk.pick(SalesOrder.unscoped.filter(status__in=OPEN))
    parts = SalesScheduleLine.unscoped.filter(line__order=order).order_by("id")
    dates = {part.id: walk.today + timedelta(days=5) for part in parts if walk.chance(0.6)}
    sales.promise_by_hand(order_id=order.id, dates=dates, **walk.who)


@step(2)
def answer_danger(walk: Walk) -> None:
    endangered = SalesOrder.unscoped.filter(lines__schedule__is_endangered=True).distinct()
    order = walk.pick(endangered)
    if walk.chance(0.6):
        sales.accept_proposed_dates(order_id=order.id, **walk.who)
    else:
        sales.keep_promised_dates(order_id=order.id, reason="we will hurry", **walk.who)


@step(1)
def release_credit(walk: Walk) -> None:
    order = walk.pick(SalesOrder.unscoped.filter(status="CREDIT_BLOCKED"))
    sales.release_credit(order_id=order.id, reason="knows the boss", **walk.who)
