"""Who is bound to sites, to own rows or to parties: he sees no other rows, and reaches none by id.

Everything hidden from him is looked for by its id in whatever the API answers, and each such id is
tried at every door that takes one.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from sanye.erp.purchasing.models import PurchaseOrder
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.identity import commands as identity
from sanye.stem.identity.domain.roles import ROLES
from sanye.stem.rows.models import CompanyRow
from tests.factories.masterdata import make_party, make_site
from tests.security.doors import answer_of, declared
from tests.security.requests import SOME_ID, Sample, closed_samples
from tests.security.table import holder
from tests.security.world import World, make_world

May = Callable[[str], bool]


def may_all(right: str) -> bool:
    return True


@pytest.fixture
def world(by: Actor, at: datetime, run_cursors: Any, settings: Any) -> World:
    settings.SANYE_RATE = ""
    return make_world(by, at, run_cursors)


def key_of(by: Actor, at: datetime, role_code: str = "ADMIN", **scope: Any) -> str:
    user = identity.create_user(login=f"x-{new_id().hex[-8:]}", is_service=True, by=by, at=at)
    identity.grant_membership(user_id=user.id, role_code=role_code, by=by, at=at, **scope)
    return identity.issue_api_key(user_id=user.id, name="x", by=by, at=at).token


def scoped(scope: str) -> list[type[CompanyRow]]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, CompanyRow) and model._meta.managed and getattr(model, scope)
    ]


def hidden_rows(scope: str, *also: type[CompanyRow]) -> dict[str, str]:
    """Id → table, of all rows of tables with that scope; nothing of them is the caller's."""
    return {
        str(key): model._meta.label
        for model in (*scoped(scope), *also)
        for key in model.unscoped.values_list("pk", flat=True)
    }


def rows_in(part: Any) -> Iterator[str]:
    """Every row and every site in an answer, at any depth."""
    if isinstance(part, list):
        for one in part:
            yield from rows_in(one)
    elif isinstance(part, dict):
        yield from (part[name] for name in ("id", "site_id") if isinstance(part.get(name), str))
        for one in part.values():
            yield from rows_in(one)


def asked(sample: Sample, token: str) -> tuple[int, Any]:
    """Status and body of the door's answer; what it changed is undone."""
    with transaction.atomic():
        answer = answer_of(sample, token)
        transaction.set_rollback(True)
    is_json = "json" in answer.get("Content-Type", "")
    return answer.status_code, json.loads(answer.content) if is_json else None


def lists() -> dict[str, Sample]:
    """Every list and report, by its address without /api/v1."""
    return {
        sample.template.removeprefix("/api/v1"): sample
        for sample in closed_samples()
        if sample.method == "GET" and "{" not in sample.template
    }


def listed(bodies: Mapping[str, Any]) -> dict[str, list[str]]:
    """Address of a list → ids of its rows, not of what stands inside them."""
    items = {
        door: body.get("items", []) if isinstance(body, dict) else body or []
        for door, body in bodies.items()
    }
    return {
        door: [row["id"] for row in rows if isinstance(row, dict) and "id" in row]
        for door, rows in items.items()
    }


def doors_to(ids: Mapping[str, list[str]]) -> Iterator[tuple[Sample, str]]:
    """Every door behind a list that has one of the ids, at the address of the first of them."""
    for sample in closed_samples():
        head, brace, _ = sample.template.removeprefix("/api/v1").partition("/{")
        if brace and ids.get(head):
            one = ids[head][0]
            yield sample.at(sample.path.replace(SOME_ID, one, 1)), one


NOT_OF_A_SITE = {
    "erp.SupplierInvoiceMatch": "invoices are the company's, whatever sites received",
    "scm.HoldLine": "kept for minutes for a customer, from whatever site",
    "scm.HoldFlow": "kept for minutes for a customer, from whatever site",
}
NOT_ONES_OWN = {
    "erp.DeliveryLine": "a delivery is the warehouse's, whoever sold the goods",
    "erp.SupplierInvoiceMatch": "invoices are the accountant's, whoever ordered",
}


@pytest.mark.parametrize(
    ("scope", "exempt"), [("scope_site", NOT_OF_A_SITE), ("scope_own", NOT_ONES_OWN)]
)
def test_lines_have_the_scope_of_their_document(scope: str, exempt: dict[str, str]):
    """What cannot be without a row that has the scope has it too, and so has what names a site."""
    without = {
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, CompanyRow) and not getattr(model, scope)
        for field in model._meta.concrete_fields
        if field.many_to_one and not field.null and field.related_model is not model
        if getattr(field.related_model, scope, "")
    }

    assert without == exempt.keys()


COMPANY_WIDE = {"/ledger/postings", "/party-companies", "/promises/holds"}
"""Lists of what is the whole company's: a site in a row is a word about it, not its owner."""


@pytest.mark.django_db
def test_nothing_of_others_is_shown_or_reached(
    world: World, by: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
):
    """Callers with all rights but bound to a site, to own rows, or outsiders of a new party."""
    everything = key_of(by, at)
    seen = {door: asked(sample, everything)[1] for door, sample in lists().items()}
    elsewhere, stranger = make_site(by, kind="WAREHOUSE"), make_party(roles=["CUSTOMER"])
    callers: dict[tuple[str, str], dict[str, Any]] = {
        ("scope_site", "ADMIN"): {"site_ids": [elsewhere.id]},
        ("scope_own", "ADMIN"): {"own_only": True},
        **{
            ("scope_party", code): {"party_ids": [stranger.id]}
            for code, rule in ROLES.items()
            if rule.is_portal
        },
    }
    keys = {caller: key_of(by, at, caller[1], **bound) for caller, bound in callers.items()}
    own = {str(elsewhere.id)}

    found = {caller: _tried(*caller, key, seen, own) for caller, key in keys.items()}

    assert {caller: wrong for caller, (wrong, _count) in found.items() if wrong} == {}
    counts = {" ".join(caller): count for caller, (_wrong, count) in found.items()}
    assert counts["scope_site ADMIN"] > 130, counts
    assert counts["scope_own ADMIN"] > 80, counts
    assert min(counts.values()) > 0, counts

    # It can fail: a table that forgets its scope is found.
    for scope, _role in list(callers)[:2]:
        monkeypatch.setattr(PurchaseOrder, scope, "")
        hidden = hidden_rows(scope, PurchaseOrder)
        wrong, _count = _wrong_of(hidden, keys[scope, "ADMIN"], seen, only="/purchase-orders")
        assert [line for line in wrong if "shows erp.PurchaseOrder" in line], wrong
        assert [line for line in wrong if "answers 200 for erp.PurchaseOrder" in line], wrong


def _tried(
    scope: str, role_code: str, token: str, seen: Mapping[str, Any], own: set[str]
) -> tuple[list[str], int]:
    """What is wrong, and how many doors were tried with the id of a hidden row."""
    hidden = {key: table for key, table in hidden_rows(scope).items() if key not in own}
    return _wrong_of(hidden, token, seen, may=holder(role_code).may)


def _wrong_of(
    hidden: Mapping[str, str],
    token: str,
    seen: Mapping[str, Any],
    may: May = may_all,
    only: str = "",
) -> tuple[list[str], int]:
    """Only doors that show whoever sees everything something hidden can show it to others."""
    rights, wrong = declared(), []
    for door, sample in lists().items():
        if door.startswith(only) and _hidden_in(door, seen[door], hidden):
            _status, body = asked(sample, token)
            wrong += [f"GET {door} shows {hidden[key]}" for key in _hidden_in(door, body, hidden)]
    count = 0
    hiding = {
        door: [key for key in ids if key in hidden]
        for door, ids in listed(seen).items()
        if door.startswith(only)
    }
    for sample, key in doors_to(hiding):
        expected = 404 if all(map(may, rights[sample.name])) else 403
        status, body = asked(sample, token)
        count += expected == 404
        if status != expected:
            wrong.append(f"{sample.name} answers {status} for {hidden[key]}: {body}")
    return wrong, count


def _hidden_in(door: str, body: Any, hidden: Mapping[str, str]) -> set[str]:
    found = set(rows_in(body)) & hidden.keys()
    return {key for key in found if door not in COMPANY_WIDE or hidden[key] != "stem.Site"}
