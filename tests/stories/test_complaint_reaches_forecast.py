"""A complaint, from the call to the forecast: what comes back is expected no more.

Two years of steady orders; then kettles of a winter's deliveries leak, and half of them come back.
The demand of those months was not what was ordered, and the forecast falls without anybody's doing.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.crm.service import commands as service
from sanye.erp.delivery import commands as delivery
from sanye.erp.inventory.commands import MovementLine, post_opening_stock
from sanye.erp.invoicing import commands as invoicing
from sanye.erp.quality import commands as quality
from sanye.erp.quality.queries import list_inspections
from sanye.erp.returns import commands as returns
from sanye.erp.returns.queries import list_customer_returns
from sanye.erp.sales_orders.commands import NewLine, confirm_sales_order, place_sales_order
from sanye.erp.sales_orders.queries import get_sales_order_parts
from sanye.scm.demand import commands, queries
from sanye.stem.masterdata.queries import get_item, get_site
from tests.factories.demand import months
from tests.factories.scm import report
from tests.stories.conftest import Aurora

WINTER = [date(2025, 12, 16), date(2026, 1, 16), date(2026, 2, 16)]
FEBRUARY = date(2026, 2, 1)


def test_from_the_call_to_the_forecast(aurora: Aurora, at: datetime) -> None:
    kettle = aurora.item("EK-100")
    item, plant = get_item(item_id=kettle, by=aurora.by), get_site(code="PLANT", by=aurora.by)
    steady = ([98, 102, 101, 99] * 6)[:22]
    report(*months(item, plant, steady, date(2024, 2, 1)), by=aurora.by, at=at)
    orders = [sell(aurora, kettle, on) for on in WINTER]
    aurora.run_cursors()
    before = publish(aurora, at)
    assert february(aurora, kettle) == (100, 0, 100)
    assert Decimal(1150) < before < Decimal(1250)

    # The call: half of what was delivered leaks. The desk opens a case and asks for it back.
    desk = aurora.person("sales", "SERVICE")
    case = service.open_case(
        about=service.About(sales_order_id=orders[-1]),
        title="Leaks at the base",
        kind="COMPLAINT",
        by=desk,
        at=at,
    )
    service.ask_for_return(
        case_id=case.id,
        lines=[
            service.ReturnLine(sales_order_id=order, quantity=Decimal(50), reason_code="DEFECTIVE")
            for order in orders
        ],
        by=desk,
        at=at,
    )
    aurora.run_cursors()

    # The kettles come back and are inspected. Nothing is decided yet, and nothing is taken off.
    row = list_customer_returns(by=aurora.by).get()
    lines = list(row.lines.all())
    returns.receive_return(
        customer_return_id=row.id,
        lines=[returns.Back(line_id=line.id, quantity=Decimal(50)) for line in lines],
        by=aurora.by,
        at=at,
    )
    aurora.run_cursors()
    for inspection in list_inspections(source_id=row.id, by=aurora.by):
        quality.decide_inspection(
            inspection_id=inspection.id,
            passed_quantity=Decimal(0),
            failed_quantity=Decimal(50),
            defect_code="LEAKS",
            disposition="SCRAP",
            by=aurora.by,
            at=at,
        )
    aurora.run_cursors()
    assert february(aurora, kettle) == (100, 0, 100)

    # They are refunded: each month's demand was fifty. The history keeps both numbers.
    returns.refund_return(
        customer_return_id=row.id,
        lines=[
            returns.Asked(line_id=line.id, quantity=Decimal(50), outcome=ReturnOutcome.REFUND)
            for line in lines
        ],
        by=aurora.by,
        at=at,
    )
    aurora.run_cursors()
    assert february(aurora, kettle) == (100, 50, 50)

    # The next forecast is lower.
    assert publish(aurora, at + timedelta(days=7)) < before * Decimal("0.8")


def sell(aurora: Aurora, kettle: UUID, on: date) -> UUID:
    """A hundred kettles ordered for a day, delivered and invoiced on it."""
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
    stock = MovementLine(
        item_id=kettle,
        site_id=aurora.plant,
        quantity=Decimal(100),
        lot=f"L{on:%y%m}",
        unit_cost=Decimal(60),
    )
    post_opening_stock(lines=[stock], posting_date=on, by=aurora.by, at=at)
    aurora.run_cursors(at=at)
    order = place_sales_order(
        customer_id=aurora.party("C-HUAYU"),
        lines=[NewLine(item_id=kettle, quantity=Decimal(100), requested_date=on)],
        by=aurora.by,
        at=at,
    )
    confirm_sales_order(order_id=order.id, by=aurora.by, at=at)
    aurora.run_cursors(at=at)
    parts = get_sales_order_parts(order_id=order.id, by=aurora.by)
    wanted = {part.id: None for rows in parts.schedule.values() for part in rows}
    goods = delivery.create_delivery(quantities=wanted, by=aurora.by, at=at)
    delivery.pick_delivery(delivery_id=goods.id, by=aurora.by, at=at)
    delivery.ship_delivery(delivery_id=goods.id, by=aurora.by, at=at)
    aurora.run_cursors(at=at)
    invoicing.issue_invoices(delivery_ids=[goods.id], by=aurora.by, at=at)
    aurora.run_cursors(at=at)
    found: UUID = order.id
    return found


def publish(aurora: Aurora, at: datetime) -> Decimal:
    """What Monday's job does; the answer: what is expected of kettles in the next twelve months."""
    version = commands.run_forecast(by=aurora.by, at=at)
    commands.publish_forecast(version_id=version.id, by=aurora.by, at=at)
    rows = queries.list_forecast_lines(
        version_id=version.id, item_id=aurora.item("EK-100"), by=aurora.by
    )
    return sum(rows.values_list("quantity", flat=True), Decimal(0))


def february(aurora: Aurora, kettle: UUID) -> tuple[Decimal, Decimal, Decimal]:
    """Ordered, returned and net."""
    [period] = queries.list_demand_history(
        item_id=kettle, first_date=FEBRUARY, last_date=FEBRUARY, by=aurora.by
    )
    return period.ordered_quantity, period.returned_quantity, period.net_quantity
