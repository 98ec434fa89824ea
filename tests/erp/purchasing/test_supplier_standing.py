"""What a red supplier means for new orders, as the company's policy says."""

from datetime import timedelta

import pytest

from sanye.contracts.scm.ports import standing_of_suppliers
from sanye.erp.purchasing import commands, queries
from sanye.erp.purchasing.errors import SupplierUnreliable
from sanye.erp.purchasing.models import PurchaseOrder, PurchaseRequisition
from sanye.kernel.ports import wire, wired
from sanye.scm.suppliers import commands as suppliers
from sanye.scm.suppliers.handlers import answer_standing
from tests.factories import masterdata as make
from tests.factories.erp_purchasing import make_market
from tests.factories.scm import acting

POLICY_CURSORS = ("scm.suppliers.history", "scm.suppliers.evaluation")


@pytest.fixture
def planning():
    """Planning is on and answers what it thinks of suppliers."""
    before = wired()
    wire({**before, standing_of_suppliers.name: answer_standing})
    yield
    wire(before)


@pytest.fixture
def unreliable(by, at, run_cursors):
    """His one order is a month overdue and nothing of it came."""
    market = make_market(by, at)
    market.at = at - timedelta(days=45)
    market.sent(due=(at - timedelta(days=30)).date())
    run_cursors(*POLICY_CURSORS)
    market.at = at
    return market


@pytest.fixture
def red(unreliable, planning):
    return unreliable


def policy(consequence, by, at):
    values = suppliers.PolicyValues(red_consequence=suppliers.RedConsequence(consequence))
    suppliers.put_supplier_policy(values=values, by=by, at=at)


def count(by, at):
    with acting(by, at):
        return PurchaseOrder.objects.count()


def test_by_default_the_buyer_is_warned_on_the_order(red, by):
    order = red.place()

    standing = queries.find_supplier_standing(supplier_id=order.supplier_id, by=by)
    assert (standing.colour, standing.consequence, standing.line_count) == ("RED", "WARN", 1)


def test_blocked_a_new_order_is_refused_and_nothing_is_kept(red, by, at):
    policy("BLOCK", by, at)
    before = count(by, at)

    with pytest.raises(SupplierUnreliable) as refused:
        red.place()

    assert refused.value.field == "supplier_id"
    assert count(by, at) == before


def test_blocked_a_planned_order_waits_for_the_buyer(red, by, at):
    policy("BLOCK", by, at)

    orders = commands.order_planned(needs=[red.need(10)], by=by, at=at)

    assert orders == []
    with acting(by, at):
        requisition = PurchaseRequisition.objects.get()
    assert (requisition.status, requisition.reason_code) == ("OPEN", "SUPPLIER_UNRELIABLE")


def test_blocked_a_planned_order_without_a_name_goes_to_the_next(red, by, at):
    policy("BLOCK", by, at)
    other = make.make_supplier(by)
    make.make_supplier_term(by, other, red.item, priority=2, price=6)

    (order,) = commands.order_planned(needs=[red.need(10, supplier_id=None)], by=by, at=at)

    assert order.supplier_id == other.id


def test_one_suppliers_policy_goes_before_the_companys(red, by, at):
    policy("BLOCK", by, at)
    suppliers.put_supplier_policy(
        values=suppliers.PolicyValues(red_consequence=suppliers.RedConsequence.ALLOW),
        supplier_id=red.supplier.id,
        by=by,
        at=at,
    )

    assert red.place().status == "DRAFT"


def test_without_planning_nobody_has_an_opinion(unreliable, by, at):
    policy("BLOCK", by, at)

    order = unreliable.place()

    assert queries.find_supplier_standing(supplier_id=order.supplier_id, by=by) is None


def test_a_supplier_who_was_never_judged_is_no_matter(planning, by, at):
    policy("BLOCK", by, at)
    market = make_market(by, at)

    order = market.place()

    assert queries.find_supplier_standing(supplier_id=order.supplier_id, by=by) is None


def test_the_order_shows_it_when_it_is_placed(red, door):
    buyer = door("*")
    line = {"item_id": str(red.item.id), "quantity": "5", "requested_date": "2099-01-05"}
    body = {"supplier_id": str(red.supplier.id), "site_id": str(red.site.id), "lines": [line]}

    answer = buyer.post("/api/v1/purchase-orders", body, content_type="application/json")

    assert answer.status_code == 201, answer.content
    standing = answer.json()["supplier_standing"]
    assert (standing["colour"], standing["consequence"]) == ("RED", "WARN")
    assert standing["line_count"] == 1
