"""A company with documents in every leaf, so that borders have something to hide."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.crm.accounts import commands as accounts
from sanye.crm.marketing import commands as marketing
from sanye.crm.pipeline import commands as pipeline
from sanye.crm.quoting import commands as quoting
from sanye.crm.service import commands as service
from sanye.erp.inventory import commands as inventory
from sanye.erp.production import commands as production
from sanye.kernel.actors import Actor
from sanye.stem.masterdata.models import Party
from tests.factories import masterdata as make
from tests.factories.erp_purchasing import Market, make_market
from tests.factories.erp_stock import make_stock
from tests.factories.people import MONDAY, make_workforce
from tests.factories.returns import make_shop
from tests.factories.sales import Trader, make_trader
from tests.factories.transport import make_road

SOON = date(2026, 4, 1)


@dataclass
class World:
    """Whom its documents are about."""

    trader: Trader
    market: Market
    carrier: Party


def make_world(by: Actor, at: datetime, run_cursors: Any) -> World:
    """Sold, shipped, invoiced, returned; bought and received; made, moved, counted; people at work;
    quoted, called and complained about. Nothing has an owner."""
    trader, market = make_trader(by, at), make_market(by, at)
    make_shop(trader, run_cursors, at).returned()
    trader.place()
    market.receive(market.sent(), 40)
    market.sent()
    _sell(trader, at)
    _make(by, at)
    _move(by, at)
    works = make_workforce(by, at)
    works.hire("E1")
    works.skill("E1", "WELDING")
    works.roster(("E1", MONDAY, "DAY", None))
    works.leave_kind()
    road = make_road(by, at, run_cursors)
    carrier = road.carrier()
    road.shipment(term_id=road.term(carrier).id)
    run_cursors()
    return World(trader, market, carrier)


def _sell(trader: Trader, at: datetime) -> None:
    by, customer_id = trader.by, trader.customer.id
    asked = quoting.LineAsked(
        item_id=trader.bike.id, quantity=Decimal(10), requested_date=SOON, unit_price=Decimal(1000)
    )
    quoting.draft_quotation(customer_id=customer_id, lines=[asked], by=by, at=at)
    pipeline.open_opportunity(
        customer_id=customer_id, title="Fleet", expected_close_date=SOON, by=by, at=at
    )
    accounts.open_account(party_id=customer_id, by=by, at=at)
    marketing.capture_lead(said=marketing.LeadSaid(email="a@velo.example"), by=by, at=at)
    about = service.About(customer_id=customer_id)
    service.open_case(about=about, title="Squeaks", kind="FAULT", by=by, at=at)


def _make(by: Actor, at: datetime) -> None:
    site = make.make_site(by, kind="PLANT")
    make.make_location(site)
    bike, wheel = make.make_item(kind="MAKE"), make.make_item()
    make.make_bill(bike, [(wheel, 2)])
    make.make_routing(bike, [(make.make_work_center(site), 4)])
    order = production.create_production_order(
        item_id=bike.id,
        site_id=site.id,
        quantity=Decimal(10),
        start_date=MONDAY,
        due_date=SOON,
        by=by,
        at=at,
    )
    make_stock(wheel, site, 100, by=by, at=at)
    production.release_production_order(production_order_id=order.id, by=by, at=at)


def _move(by: Actor, at: datetime) -> None:
    near, far = make.make_site(by, kind="WAREHOUSE"), make.make_site(by, kind="WAREHOUSE")
    for site in (near, far):
        make.make_location(site)
    make.make_location(far, kind="TRANSIT")
    item = make.make_item(tracking="LOT")
    make_stock(item, near, 9, lot="A", by=by, at=at)
    order = inventory.create_transfer_order(
        from_site_id=near.id,
        to_site_id=far.id,
        ship_date=MONDAY,
        due_date=SOON,
        lines=[inventory.TransferRequest(item_id=item.id, quantity=Decimal(7))],
        by=by,
        at=at,
    )
    inventory.ship_transfer_order(transfer_order_id=order.id, posting_date=MONDAY, by=by, at=at)
    inventory.open_count(site_id=near.id, by=by, at=at)


def parties_of(world: World) -> list[UUID]:
    return [world.trader.customer.id, world.market.supplier.id, world.carrier.id]
