"""Several people at once: nothing leaves twice, nothing is invoiced twice, no number is missing."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from sanye.erp.delivery import checks as deliveries
from sanye.erp.delivery.commands import create_delivery, pick_delivery, ship_delivery
from sanye.erp.delivery.models import Delivery
from sanye.erp.invoicing import checks as invoices
from sanye.erp.invoicing.commands import issue_credit_note, issue_invoices
from sanye.erp.invoicing.models import SalesInvoice
from sanye.erp.sales_orders import checks as orders
from sanye.erp.sales_orders.commands import LineChange, amend_sales_order
from sanye.erp.sales_orders.models import SalesOrderLine
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.stem.identity.models import Company
from tests.factories.sales import Trader, make_confirmed, make_trader, put_stock, schedule_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(log_db: None, at: datetime) -> Trader:
    company = Company.objects.create(
        id=new_id(), code="RACE", name="Race", country="CN", functional_currency="CNY"
    )
    by = Actor(user_id=None, company_id=company.id, name="t", permissions=frozenset({"*"}))
    trader = make_trader(by, at)
    put_stock(trader, trader.bike, 100)
    return trader


@pytest.fixture(autouse=True)
def _empty_log(log_db: None) -> Any:
    yield
    with connection.cursor() as sql:
        sql.execute("TRUNCATE stem_event")


def at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """Each in a thread; a refusal is an answer, anything else fails the test."""

    def run(work: Callable[[], object]) -> object:
        try:
            return work()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_one_quantity_leaves_and_is_invoiced_once(shop: Trader) -> None:
    key: dict[str, Any] = {"by": shop.by, "at": shop.at}
    order = make_confirmed(shop, shop.line(quantity=10))
    (part,) = schedule_of(order)

    made = at_once([lambda: create_delivery(quantities={part.id: Decimal(4)}, **key)] * 4)
    created = [one for one in made if isinstance(one, Delivery)]
    for one in created:
        pick_delivery(delivery_id=one.id, **key)
    shipped = at_once(
        [lambda one=one: ship_delivery(delivery_id=one.id, **key) for one in created * 2]
    )
    ids = [one.id for one in created]
    at_once(
        [lambda one=one: issue_invoices(delivery_ids=[one], **key) for one in ids * 2]
        + [lambda: issue_invoices(delivery_ids=ids, **key)]
    )
    credited = at_once(
        [
            lambda one=one: issue_credit_note(invoice_id=one.id, reason="x", **key)
            for one in list(SalesInvoice.unscoped.filter(kind="INVOICE")) * 2
        ]
    )

    assert len(created) == 2
    assert len([one for one in shipped if isinstance(one, Delivery)]) == 2
    assert SalesOrderLine.unscoped.get().invoiced_quantity == 8
    assert any(isinstance(one, SalesInvoice) for one in credited)
    for prove in _all_checks():
        assert prove(shop.by.company_id).problems == (), prove.__doc__


def test_of_two_amendments_at_once_one_is_told(shop: Trader) -> None:
    key: dict[str, Any] = {"by": shop.by, "at": shop.at, "reason": "x", "order_id": None}
    order = make_confirmed(shop, shop.line(quantity=10))
    key["order_id"] = order.id
    line = SalesOrderLine.unscoped.get()

    def amend(quantity: int) -> object:
        change = LineChange(line_id=line.id, quantity=Decimal(quantity))
        return amend_sales_order(changes=[change], **key)

    answers = at_once([lambda n=n: amend(n) for n in (11, 12, 13)])

    done = [one for one in answers if not isinstance(one, Refusal)]
    told = {one.code for one in answers if isinstance(one, Refusal)}
    assert done
    assert told <= {"erp.sales_orders.changed_meanwhile"}
    for prove in _all_checks():
        assert prove(shop.by.company_id).problems == (), prove.__doc__


def _all_checks() -> list[Any]:
    from sanye.kernel.checks import all_checks

    modules = (orders.__name__, deliveries.__name__, invoices.__name__)
    return [prove for prove in all_checks.values() if prove.__module__ in modules]
