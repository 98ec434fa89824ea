"""Rows that a user sees: of the company, the sites, the parties, and one's own."""

from dataclasses import replace

import pytest

from sanye.erp.sales_orders import queries
from sanye.kernel.actors import Actor
from sanye.stem.identity import commands as identity
from sanye.stem.identity.access import actor_for
from tests.factories import masterdata as make
from tests.factories.sales import Trader, make_trader

pytestmark = pytest.mark.django_db


@pytest.fixture
def trader(by, at) -> Trader:
    return make_trader(by, at)


def seen(by: Actor) -> set[object]:
    return {order.id for order in queries.list_sales_orders(by=by)}


def test_a_customers_portal_sees_that_customers_orders(trader, by, at):
    mine, other = trader.place(), trader.place(customer=make.make_customer(by, site=trader.site))
    user = identity.create_user(login="buyer", by=by, at=at)
    identity.grant_membership(
        user_id=user.id,
        role_code="CUSTOMER_PORTAL",
        party_ids=[trader.customer.id],
        by=by,
        at=at,
    )

    portal = actor_for(user)

    assert seen(by) == {mine.id, other.id}
    assert seen(portal) == {mine.id}


def test_a_user_of_a_site_sees_that_sites_orders(trader, by, at):
    elsewhere = make.make_site(by, kind="WAREHOUSE")
    here = trader.place()

    assert seen(replace(by, site_ids=frozenset({trader.site.id}))) == {here.id}
    assert seen(replace(by, site_ids=frozenset({elsewhere.id}))) == set()


def test_a_user_bound_to_own_rows_sees_those(trader, by, at):
    users = [identity.create_user(login=login, by=by, at=at) for login in ("ann", "bob")]
    sellers = [replace(by, user_id=user.id) for user in users]
    orders = [trader.place(by=seller) for seller in sellers]

    assert seen(replace(sellers[0], own_only=True)) == {orders[0].id}


def test_another_company_sees_nothing(trader, other_by):
    trader.place()

    assert seen(other_by) == set()
