"""Of two who act at once, the later decides by what the earlier did."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sanye.erp.costing.commands import importing as past_values
from sanye.erp.costing.models import ItemValue
from sanye.erp.delivery.commands import create_due_deliveries, creating
from sanye.erp.delivery.models import Delivery
from sanye.erp.history.commands import import_closed_documents
from sanye.erp.inventory import commands as inventory
from sanye.erp.inventory.commands import MovementLine, counts, following
from sanye.erp.inventory.errors import HeapCountedSince
from sanye.erp.inventory.models import StockBalance, StockCount, TransferLine
from sanye.erp.invoicing.commands import issue_credit_note
from sanye.erp.invoicing.models import SalesInvoice
from sanye.erp.ledger import commands as ledger
from sanye.erp.ledger.errors import AccountArchived
from sanye.erp.ledger.models import BankAccount, LedgerAccount, PostingRule
from sanye.erp.people import commands as people
from sanye.erp.people.commands import leave as leaves
from sanye.erp.people.commands import rosters
from sanye.erp.people.models import LeaveRequest, Roster, RosterLine
from sanye.erp.quality import commands as quality
from sanye.erp.quality.commands import opening
from sanye.erp.quality.errors import AlreadyInspected, Settled
from sanye.erp.quality.models import Inspection, InspectionDecision
from sanye.erp.returns.commands import refunding
from sanye.erp.returns.models import CustomerReturn
from sanye.erp.sales_orders.commands import (
    LineChange,
    amend_sales_order,
    amending,
    confirm_sales_order,
)
from sanye.erp.sales_orders.errors import ChangedMeanwhile
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine
from sanye.kernel.actors import Actor
from sanye.kernel.states import StepNotAllowed
from tests.factories.erp_purchasing import make_market
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.history import make_maker
from tests.factories.masterdata import make_item
from tests.factories.people import MONDAY, make_workforce
from tests.factories.returns import Shop, make_shop
from tests.factories.sales import SOON, Planner, Trader, make_confirmed, put_stock
from tests.racing import race

DAY = date(2026, 3, 2)
Race = Callable[..., tuple[Any, Any]]


@pytest.fixture(autouse=True)
def _committed(log_db: None) -> None:
    """Each sees what the others have committed."""


@pytest.fixture
def racing(monkeypatch: pytest.MonkeyPatch) -> Race:
    def run(first: Any, second: Any, *, at: tuple[Any, str]) -> tuple[Any, Any]:
        return race(monkeypatch, first, second, at=at)

    return run


@pytest.fixture
def shop(trader: Trader, run_cursors: Any, at: datetime) -> Shop:
    return make_shop(trader, run_cursors, at)


def test_what_arrives_while_its_lot_is_blocked_is_blocked(
    by: Actor, at: datetime, racing: Race
) -> None:
    site, paint = make_stock_site(by), make_item(tracking="LOT")
    make_stock(paint, site, 10, lot="L-7", by=by, at=at)

    racing(
        lambda: make_stock(paint, site, 5, lot="L-7", by=by, at=at),
        lambda: inventory.change_lot_status(
            item_id=paint.id,
            number="L-7",
            status="BLOCKED",
            reason_code="RECALL",
            posting_date=DAY,
            by=by,
            at=at,
        ),
        at=(inventory.movements, "apply_changes"),
    )

    heaps = StockBalance.unscoped.exclude(on_hand=0)
    assert [(heap.status, heap.on_hand) for heap in heaps] == [("BLOCKED", 15)]


def test_a_transfer_keeps_the_days_a_person_gave_it(by: Actor, at: datetime, racing: Race) -> None:
    site, other, item = make_stock_site(by), make_stock_site(by), make_item()
    order = inventory.create_transfer_order(
        from_site_id=site.id,
        to_site_id=other.id,
        ship_date=DAY,
        due_date=DAY + timedelta(2),
        lines=[inventory.TransferRequest(item_id=item.id, quantity=Decimal(5))],
        by=by,
        at=at,
    )

    racing(
        lambda: inventory.follow_plan(
            transfer_order_id=order.id,
            kind="CHANGE_QUANTITY",
            line_id=None,
            new_date=None,
            new_quantity=Decimal(8),
            reason="plan",
            by=by,
            at=at,
        ),
        lambda: inventory.change_transfer_order(
            transfer_order_id=order.id,
            due_date=DAY + timedelta(7),
            reason="holiday",
            by=by,
            at=at,
        ),
        at=(following, "change_transfer_order"),
    )

    order.refresh_from_db()
    assert order.due_date == DAY + timedelta(7)
    assert TransferLine.unscoped.get().quantity == 8


def test_a_heap_is_not_counted_away_twice(by: Actor, at: datetime, racing: Race) -> None:
    site, item = make_stock_site(by), make_item()
    make_stock(item, site, 10, by=by, at=at)
    found = [MovementLine(item_id=item.id, site_id=site.id, quantity=Decimal(8))]
    both = []
    for minute in (1, 2):
        count = inventory.open_count(site_id=site.id, by=by, at=at)
        moment = at + timedelta(minutes=minute)
        inventory.record_count(stock_count_id=count.id, found=found, by=by, at=moment)
        both.append(count.id)

    def post(count_id: Any) -> StockCount:
        later = at + timedelta(hours=1)
        return inventory.post_count(stock_count_id=count_id, posting_date=DAY, by=by, at=later)

    _, second = racing(lambda: post(both[0]), lambda: post(both[1]), at=(counts, "post_movement"))

    assert StockBalance.unscoped.get().on_hand == 8
    assert isinstance(second, HeapCountedSince)


def test_who_takes_a_leave_back_is_not_granted_it(by: Actor, at: datetime, racing: Race) -> None:
    works = make_workforce(by, at)
    works.hire("E1", from_date="2026-01-01")
    kind = works.leave_kind()
    anna = works.signed_in("E1", "SALES")
    asked = leaves.request_leave(
        employee_id=works.people["E1"].id,
        kind_id=kind.id,
        first_date=MONDAY + timedelta(7),
        last_date=MONDAY + timedelta(8),
        by=by,
        at=at,
    )

    _, granted = racing(
        lambda: people.cancel_own_leave(leave_id=asked.id, by=anna, at=at),
        lambda: people.approve_leave(leave_id=asked.id, by=by, at=at),
        at=(leaves, "_cancel"),
    )

    assert LeaveRequest.unscoped.get().status == "CANCELLED"
    assert isinstance(granted, StepNotAllowed)


def test_nobody_is_rostered_twice_at_once(by: Actor, at: datetime, racing: Race) -> None:
    works = make_workforce(by, at)
    works.hire("E1")
    here, there = works.site, make_stock_site(by)
    drafts = []
    for works.site in (here, there):
        drafts.append(works.roster(("E1", MONDAY, "DAY", None), publish=False))

    def publish(roster: Roster) -> Any:
        return people.publish_roster(roster_id=roster.id, by=by, at=at)

    _, second = racing(
        lambda: publish(drafts[0]),
        lambda: publish(drafts[1]),
        at=(rosters, "tell_capacity_of_rosters"),
    )

    published = Roster.unscoped.filter(status="PUBLISHED")
    assert [roster.id for roster in published] == [drafts[0].id]
    assert [refusal.code for refusal in second.items] == ["erp.people.double_booked"]


def test_no_inspection_is_taken_back_while_it_is_refunded(shop: Shop, racing: Race) -> None:
    row = shop.returned(2)
    shop.inspect(row, 2)
    decision = InspectionDecision.unscoped.get()

    _, taken_back = racing(
        lambda: shop.refund(row, 2),
        lambda: quality.reverse_decision(
            inspection_id=decision.inspection_id,
            decision_id=decision.id,
            reason="typing error",
            by=shop.by,
            at=shop.at,
        ),
        at=(refunding, "issue_credit_note"),
    )

    assert SalesInvoice.unscoped.get(kind="CREDIT_NOTE").net_amount == 2400
    assert Inspection.unscoped.get().status == "DECIDED"
    assert isinstance(taken_back, Settled)


def test_what_is_refunded_is_not_credited_by_hand_too(shop: Shop, racing: Race) -> None:
    row = shop.returned(2)
    shop.inspect(row, 2)
    invoice = SalesInvoice.unscoped.get()

    def by_hand() -> SalesInvoice:
        return issue_credit_note(
            invoice_id=invoice.id, reason="wrong price", by=shop.by, at=shop.at
        )

    refunded, _ = racing(lambda: shop.refund(row, 2), by_hand, at=(refunding, "issue_credit_note"))

    notes = SalesInvoice.unscoped.filter(kind="CREDIT_NOTE")
    assert [note.net_amount for note in notes] == [2400]
    assert refunded is None
    assert CustomerReturn.unscoped.get().status == "CLOSED"


def test_goods_in_quarantine_are_put_on_one_inspection(
    by: Actor, at: datetime, racing: Race
) -> None:
    market = make_market(by, at)
    make_stock(market.item, market.site, 10, status="QUARANTINE", by=by, at=at)

    def inspect() -> Inspection:
        return quality.open_inspection(
            item_id=market.item.id,
            site_id=market.site.id,
            quantity=Decimal(10),
            stock_status="QUARANTINE",
            by=by,
            at=at,
        )

    _, second = racing(inspect, inspect, at=(opening, "open_inspections"))

    assert Inspection.unscoped.count() == 1
    assert isinstance(second, AlreadyInspected)


def test_what_is_due_is_put_on_deliveries_once(trader: Trader, racing: Race) -> None:
    put_stock(trader, trader.bike, 20)
    for _ in range(2):
        make_confirmed(trader, trader.line(quantity=2))

    def create() -> list[Delivery]:
        return create_due_deliveries(until_date=SOON, by=trader.by, at=trader.at)

    first, second = racing(create, create, at=(creating, "create_delivery"))

    assert [len(first), second] == [1, []]
    assert Delivery.unscoped.count() == 1


def test_a_value_imported_while_an_item_first_moves_is_added_to_it(
    by: Actor, at: datetime, racing: Race, run_cursors: Any
) -> None:
    ledger.open_books(by=by, at=at)
    maker = make_maker(by, at)
    make_stock(maker.bolt, maker.site, 10, unit_cost=Decimal(3), by=by, at=at)

    racing(
        lambda: import_closed_documents(stock=[maker.opening(100, 2)], by=by, at=at),
        lambda: run_cursors("erp.costing.valuation"),
        at=(past_values, "copy_rows"),
    )

    row = ItemValue.unscoped.get(item=maker.bolt)
    assert (row.quantity, row.value) == (110, 230)


def test_who_amends_the_same_later_leaves_the_supply_to_the_earlier(
    trader: Trader, planner: Planner, racing: Race
) -> None:
    placed = trader.place(trader.line(quantity=2))
    order = confirm_sales_order(order_id=placed.id, by=trader.by, at=trader.at)
    more = LineChange(line_id=SalesOrderLine.unscoped.get().id, quantity=Decimal(5))

    def amend() -> SalesOrder:
        return amend_sales_order(
            order_id=order.id, changes=[more], reason="called", by=trader.by, at=trader.at
        )

    later, earlier = racing(amend, amend, at=(amending, "record_amendment"))

    assert isinstance(later, ChangedMeanwhile)
    assert earlier.hold_id == SalesOrder.unscoped.get().hold_id
    assert planner.released == []


@pytest.mark.parametrize("use", ["role", "bank account"])
def test_no_account_is_archived_while_it_is_given_a_use(
    use: str, by: Actor, at: datetime, racing: Race
) -> None:
    ledger.open_books(by=by, at=at)
    code = "1999"
    ledger.add_account(code=code, name="New", kind="ASSET", section="CURRENT_ASSETS", by=by, at=at)

    def give() -> Any:
        if use == "role":
            return ledger.set_posting_rule(role="REVENUE", account_code=code, by=by, at=at)
        return ledger.add_bank_account(
            code="EUR-1", currency="EUR", account_code=code, by=by, at=at
        )

    _, given = racing(
        lambda: ledger.archive_account(code=code, by=by, at=at),
        give,
        at=(LedgerAccount, "save"),
    )

    assert isinstance(given, AccountArchived)
    assert not PostingRule.unscoped.filter(account__archived_at__isnull=False).exists()
    assert not BankAccount.unscoped.filter(account__archived_at__isnull=False).exists()


def test_who_comes_onto_a_roster_that_is_being_published_is_not_on_another(
    by: Actor, at: datetime, racing: Race
) -> None:
    works = make_workforce(by, at)
    works.hire("E1")
    works.hire("E2")
    here, there = works.site, make_stock_site(by)
    drafts = []
    for works.site, number in ((here, "E1"), (there, "E2")):
        drafts.append(works.roster((number, MONDAY, "DAY", None), publish=False))
    line = RosterLine.unscoped.get(roster=drafts[1])
    too = rosters.NewLine(
        employee_id=line.employee_id, work_date=line.work_date, shift_id=line.shift_id
    )

    def publish(roster: Roster) -> Any:
        return people.publish_roster(roster_id=roster.id, by=by, at=at)

    def add() -> Roster:
        return people.set_roster_lines(roster_id=drafts[0].id, lines=[too], by=by, at=at)

    _, second = racing(
        lambda: racing(lambda: publish(drafts[0]), add, at=(rosters, "lock_roster")),
        lambda: publish(drafts[1]),
        at=(rosters, "tell_capacity_of_rosters"),
    )

    published = Roster.unscoped.filter(status="PUBLISHED")
    assert [roster.id for roster in published] == [drafts[0].id]
    assert [refusal.code for refusal in second.items] == ["erp.people.double_booked"]
