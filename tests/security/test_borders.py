"""Across borders nothing is written: not into another company, not into another party's documents.

Whatever is tried, the tables of the company are afterwards what they were, row for row.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.identity.domain.roles import ROLES
from sanye.stem.identity.models import Company
from sanye.stem.rows.models import CompanyRow
from tests.factories.erp_purchasing import Market, lines_of, make_market
from tests.factories.erp_purchasing import schedule_of as bought
from tests.factories.masterdata import (
    make_item,
    make_payment_term,
    make_supplier,
)
from tests.factories.sales import Trader, make_trader
from tests.security.doors import declared
from tests.security.requests import SOME_ID, Sample, client_of, closed_samples
from tests.security.table import holder

pytestmark = pytest.mark.django_db
OF_THE_GROUP = {
    "bills",
    "calendars",
    "external-keys",
    "items",
    "item-families",
    "parties",
    "payment-terms",
    "roles",
    "routings",
    "units",
    "users",
}
"""Masters that the companies of a group share, and who may be a member of several."""
WITHOUT_EFFECT = {"stem.ApiKey", "stem.IdempotencyKey"}
"""A key notes when it was used last."""


@pytest.fixture
def neighbour() -> Actor:
    """Somebody who may do everything in another company of the group, with the same currency."""
    found = Company.objects.create(
        id=new_id(), code="BOREAS", name="Boreas", country="CN", functional_currency="CNY"
    )
    return Actor(user_id=None, company_id=found.id, name="other", permissions=frozenset({"*"}))


@pytest.fixture
def trader(by: Actor, at: datetime) -> Trader:
    found = make_trader(by, at)
    found.place()
    return found


@pytest.fixture
def market(by: Actor, at: datetime) -> Market:
    found = make_market(by, at)
    found.receive(found.sent(), 40)
    found.sent()
    return found


def rows_of(company_id: UUID) -> dict[str, tuple[int, str]]:
    """Table → how many rows the company has in it, and a digest over all of them."""
    found = {}
    for model in apps.get_models():
        if not issubclass(model, CompanyRow) or model._meta.label in WITHOUT_EFFECT:
            continue
        if model.scope_company != "company_id" or not model._meta.managed:
            continue
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')"
                f" FROM {table} t WHERE company_id = %s",
                [company_id],
            )
            found[model._meta.db_table] = cursor.fetchone()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), '' FROM stem_event WHERE company_id = %s", [company_id])
        found["stem_event"] = cursor.fetchone()
    return found


def known(client: Client) -> dict[str, str]:
    """List address without /api/v1 → the id of a row that it shows."""
    found = {}
    for sample in closed_samples():
        if sample.method == "GET" and "{" not in sample.template:
            answer = client.get(sample.path)
            is_json = answer.get("Content-Type", "").startswith("application/json")
            body = answer.json() if answer.status_code == 200 and is_json else {}
            items = body.get("items", []) if isinstance(body, dict) else []
            ids = [row["id"] for row in items if "id" in row]
            if ids:
                found[sample.template.removeprefix("/api/v1")] = ids[0]
    return found


def writes_to(ids: dict[str, str]) -> list[tuple[Sample, str]]:
    """Every change of a document, with the address of one that exists."""
    return [
        (sample, sample.path.replace(SOME_ID, ids[head], 1))
        for sample in closed_samples()
        for head in [sample.template.removeprefix("/api/v1").partition("/{")[0]]
        if sample.method != "GET"
        and "{" in sample.template
        and head in ids
        and head.split("/")[1] not in OF_THE_GROUP
    ]


def sent(client: Client, sample: Sample, path: str, content: bytes | None = None) -> HttpResponse:
    with transaction.atomic():
        return client.generic(  # type: ignore[return-value]
            sample.method,
            path,
            sample.content if content is None else content,
            content_type=sample.content_type,
        )


def test_another_companys_documents_are_not_changed_by_their_ids(
    trader: Trader, market: Market, by: Actor, neighbour: Actor, at: datetime
):
    ids = known(client_of("ADMIN", by, at))
    stranger = client_of("ADMIN", neighbour, at)
    before = rows_of(by.company_id)

    answers = {
        sample.name: sent(stranger, sample, path).status_code for sample, path in writes_to(ids)
    }

    assert len(answers) > 30
    assert {door: status for door, status in answers.items() if status not in {404, 422}} == {}
    assert list(answers.values()).count(404) > len(answers) / 2
    assert rows_of(by.company_id) == before


def test_ids_of_another_company_in_a_body_change_nothing_of_it(
    trader: Trader, market: Market, by: Actor, neighbour: Actor, at: datetime
):
    """Every door that takes ids in its body, given those of the first company's rows."""
    ids = known(client_of("ADMIN", by, at))
    stranger = client_of("ADMIN", neighbour, at)
    before = rows_of(by.company_id)
    pointed = [
        (sample, content)
        for sample in closed_samples()
        if sample.method != "GET" and sample.content_type == "application/json" and sample.content
        for content in [json.dumps(pointed_at(json.loads(sample.content), ids)).encode()]
        if content != json.dumps(json.loads(sample.content)).encode()
    ]

    for sample, content in pointed:
        sent(stranger, sample, sample.path, content)

    assert len(pointed) > 30
    assert rows_of(by.company_id) == before


NOUNS = {
    "customer": "/parties",
    "party": "/parties",
    "supplier": "/parties",
    "invoice": "/customer-invoices",
    "purchase_order_line": "/purchase-orders/lines",
}


def pointed_at(part: Any, ids: dict[str, str]) -> Any:
    """The body with `site_id` naming one of /sites, and so on."""
    if isinstance(part, list):
        return [pointed_at(one, ids) for one in part]
    if not isinstance(part, dict):
        return part
    found = {}
    for name, value in part.items():
        noun = name.removesuffix("_id")
        head = NOUNS.get(noun, f"/{noun.replace('_', '-')}s")
        named = name.endswith("_id") and value == SOME_ID and head in ids
        found[name] = ids[head] if named else pointed_at(value, ids)
    return found


def test_an_order_cannot_be_placed_at_another_companys_site(
    trader: Trader, neighbour: Actor, at: datetime
):
    theirs = make_trader(neighbour, at)
    client = client_of("ADMIN", neighbour, at)
    line = {"item_id": str(theirs.bike.id), "quantity": "2", "requested_date": "2099-03-12"}
    order = {"customer_id": str(theirs.customer.id), "lines": [line]}

    at_home = client.post("/api/v1/sales-orders", order, content_type="application/json")
    lines = [line | {"site_id": str(trader.site.id)}]
    abroad = client.post(
        "/api/v1/sales-orders", order | {"lines": lines}, content_type="application/json"
    )

    assert at_home.status_code == 201, at_home.content
    assert abroad.status_code in {404, 422}, abroad.content
    assert len(client.get("/api/v1/sales-orders").json()["items"]) == 1


def test_goods_of_another_companys_order_are_not_received_with_ones_own(
    market: Market, by: Actor, neighbour: Actor, at: datetime
):
    theirs = make_market(neighbour, at)
    own, foreign = theirs.sent(), market.sent()
    client = client_of("STOREKEEPER", neighbour, at)
    before = rows_of(by.company_id), rows_of(neighbour.company_id)
    arrival = {"purchase_order_line_id": str(lines_of(foreign)[0].id), "quantity": "1"}

    answer = client.post(
        f"/api/v1/purchase-orders/{own.id}/receipts",
        {"lines": [arrival]},
        content_type="application/json",
    )

    assert answer.status_code in {404, 422}, answer.content
    after = rows_of(by.company_id), rows_of(neighbour.company_id)
    assert after == before


@pytest.mark.parametrize("role_code", [code for code, rule in ROLES.items() if rule.is_portal])
def test_a_portal_changes_nothing_of_other_parties(
    role_code: str, trader: Trader, market: Market, by: Actor, at: datetime
):
    ids = known(client_of("ADMIN", by, at))
    stranger = client_of(role_code, by, at, party_ids=[make_supplier(by).id])
    before = rows_of(by.company_id)
    may, rights = holder(role_code).may, declared()

    answers = {
        sample.name: (sent(stranger, sample, path).status_code, all(map(may, rights[sample.name])))
        for sample, path in writes_to(ids)
    }

    assert answers
    wrong = {
        door: status
        for door, (status, is_allowed) in answers.items()
        if status not in ({404, 422} if is_allowed else {403})
    }
    assert wrong == {}
    assert rows_of(by.company_id) == before


def test_a_supplier_answers_its_own_lines_alone(market: Market, by: Actor, at: datetime):
    rival = make_market(by, at)
    own, others = market.sent(), rival.sent()
    portal = client_of("SUPPLIER_PORTAL", by, at, party_ids=[market.supplier.id])
    before = rows_of(by.company_id)

    def answer(order: Any, schedule_line_id: UUID) -> int:
        part = {"quantity": "100", "confirmed_date": "2026-04-01"}
        told = {"schedule_line_id": str(schedule_line_id), "kind": "CHANGE", "parts": [part]}
        path = f"/api/v1/purchase-orders/{order.id}/answer"
        sent = portal.post(path, {"answers": [told]}, content_type="application/json")
        return sent.status_code

    assert answer(others, bought(others)[0].id) == 404
    assert answer(own, bought(others)[0].id) in {404, 422}
    assert rows_of(by.company_id) == before
    assert bought(others)[0].confirmed_date is None


def test_a_customer_asks_about_its_own_documents_alone(trader: Trader, by: Actor, at: datetime):
    from tests.factories.masterdata import make_customer

    other = make_customer(by, site=trader.site)
    order = trader.place(customer=other)
    portal = client_of("CUSTOMER_PORTAL", by, at, party_ids=[trader.customer.id])

    shown = portal.get("/api/v1/sales-orders").json()["items"]
    single = portal.get(f"/api/v1/sales-orders/{order.id}")

    assert {row["customer_id"] for row in shown} == {str(trader.customer.id)}
    assert single.status_code == 404


def test_who_may_change_a_kind_of_master_archives_it_and_nobody_else(by: Actor, at: datetime):
    term, item = make_payment_term(), make_item()

    def archive(role_code: str, door: str) -> int:
        return client_of(role_code, by, at).post(f"/api/v1/{door}/archive").status_code

    assert archive("BUYER", f"payment-terms/{term.id}") == 403
    assert archive("ACCOUNTANT", f"items/{item.id}") == 403
    term.refresh_from_db()
    item.refresh_from_db()
    assert (term.archived_at, item.archived_at) == (None, None)
    assert archive("ACCOUNTANT", f"payment-terms/{term.id}") == 200
    assert archive("BUYER", f"items/{item.id}") == 200
