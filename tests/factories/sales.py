"""A small trader for tests: a customer, goods at prices, taxes, stock, and orders of them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NoReturn
from uuid import UUID

from sanye.contracts.erp.inventory import MovementKind
from sanye.contracts.scm.holds import HoldAnswer, HoldRequest, PromiseLine
from sanye.erp.inventory.commands import MovementLine, post_movement
from sanye.erp.sales_orders.commands import (
    NewLine,
    confirm_sales_order,
    place_sales_order,
    promise_by_hand,
)
from sanye.erp.sales_orders.models import SalesOrder, SalesScheduleLine
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.stem.commands.transactions import in_one_transaction
from sanye.stem.masterdata.models import Item, ItemUnit, Location, Party, Site, Tax
from tests.factories import masterdata as make

TODAY = date(2026, 3, 2)
SOON = date(2026, 3, 12)


@dataclass
class Trader:
    """What a company needs to sell: `bike` by piece, `chain` by dozen of 12, `service`."""

    by: Actor
    at: datetime
    site: Site
    location: Location
    tax: Tax
    bike: Item
    chain: Item
    service: Item
    customer: Party

    def place(self, *lines: NewLine, **options: Any) -> SalesOrder:
        """An order, of two bikes if nothing else is said."""
        return place_sales_order(
            customer_id=options.pop("customer", self.customer).id,
            lines=lines or [self.line()],
            by=options.pop("by", self.by),
            at=self.at,
            **options,
        )

    def line(self, item: Item | None = None, quantity: Any = 2, **options: Any) -> NewLine:
        return NewLine(
            item_id=(item or self.bike).id,
            quantity=Decimal(str(quantity)),
            **{"requested_date": SOON, **options},
        )


def make_trader(by: Actor, at: datetime, **customer: Any) -> Trader:
    tax = make.make_tax(by)
    site = make.make_site(by, kind="WAREHOUSE")
    location = make.make_location(site)
    bike, chain = make.make_item(), make.make_item(sales_unit="DZN")
    service = make.make_item(kind="SERVICE", unit="HUR")
    ItemUnit.objects.create(item=chain, unit="DZN", numerator=12)
    for item in (bike, chain, service):
        make.make_item_company(by, item, sales_tax=tax)
    make.make_price_list(by, [(bike, "1200"), (chain, "4.5"), (service, "80")], code="RETAIL")
    term = make.make_payment_term(net_days=30)
    party = make.make_customer(by, site=site, receivable_term=term, **customer)
    return Trader(by, at, site, location, tax, bike, chain, service, party)


@dataclass
class Planner:
    """Answers holds as planning would: each line on its day plus `late_days`, or not at all.

    It stands in for the other side of a port, whose contract its own leaf proves.
    """

    late_days: int = 0
    refused_items: set[UUID] = field(default_factory=set)
    refusal: Refusal | None = None
    """What it says instead of an answer."""
    expires_after: timedelta = timedelta(minutes=30)
    requests: list[HoldRequest] = field(default_factory=list)
    released: list[UUID] = field(default_factory=list)
    holds: dict[UUID, UUID] = field(default_factory=dict)

    def hold(self, request: HoldRequest) -> HoldAnswer:
        self.requests.append(request)
        if self.refusal is not None:
            in_one_transaction(self._refuse)
        return HoldAnswer(
            hold_id=self.holds.setdefault(request.request_id, new_id()),
            expires_at=request.at + self.expires_after,
            lines=tuple(
                PromiseLine(
                    line_id=line.line_id,
                    promised_date=None
                    if line.item_id in self.refused_items
                    else line.requested_date + timedelta(days=self.late_days),
                    quantity_on_requested_date=Decimal(0),
                    parts=(),
                    constraint_code="NONE",
                    constraint_item_id=None,
                    explanation_en="on time" if not self.late_days else "late",
                    explanation_zh="准时" if not self.late_days else "延迟",
                )
                for line in request.lines
            ),
        )

    def _refuse(self) -> NoReturn:
        """In the transaction that a command of its leaf makes or joins."""
        assert self.refusal is not None
        raise self.refusal


def put_stock(trader: Trader, item: Item, quantity: Any, **key: Any) -> None:
    """Goods on the trader's shelf."""
    post_movement(
        kind=MovementKind.OPENING,
        posting_date=TODAY,
        lines=[
            MovementLine(
                item_id=item.id,
                site_id=trader.site.id,
                quantity=Decimal(str(quantity)),
                **key,
            )
        ],
        source_type="opening",
        source_id=None,
        source_number="",
        by=trader.by,
        at=trader.at,
    )


def make_confirmed(trader: Trader, *lines: NewLine, **options: Any) -> SalesOrder:
    """An order promised by hand for the days it is wanted."""
    order = trader.place(*lines, **options)
    confirmed = confirm_sales_order(order_id=order.id, by=trader.by, at=trader.at)
    if confirmed.status == "CONFIRMED":
        return confirmed
    return promise_by_hand(order_id=order.id, dates={}, by=trader.by, at=trader.at)


def schedule_of(order: SalesOrder) -> list[SalesScheduleLine]:
    """Its schedule lines in the order of the document."""
    rows = SalesScheduleLine.unscoped.filter(line__order=order)
    return list(rows.order_by("line__line_number", "position"))
