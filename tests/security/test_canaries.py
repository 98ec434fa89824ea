"""Secrets and personal data, planted through the API, are looked for wherever things are kept.

They may stand in the one row that owns them; not in the log, the events, the command log, or in
what the API answers when it refuses.
"""

import io
import json
import logging
from collections.abc import Iterable, Iterator
from datetime import datetime

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.project.logs import json_formatter
from sanye.stem.identity import commands as identity
from tests.factories.people import make_workforce

pytestmark = pytest.mark.django_db
NAME, MAIL, PHONE = "Ottilie Canaria", "ottilie@canary.example", "+49 30 5550199"
PASSWORD, WRONG = "a canary sings at six", "a canary sings at seven"
KEPT = ("stem_event", "stem_command_log", "stem_parked_event", "stem_cursor")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged meanwhile, as it is written."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(json_formatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel("DEBUG")
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def kept() -> str:
    """All rows of what is never erased, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in KEPT:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
            found.append(f"{table}: {cursor.fetchone()[0]}")
    return "\n".join(found)


def test_nothing_secret_or_personal_is_kept_beside_its_own_row(
    log: io.StringIO, by: Actor, at: datetime
):
    admin = identity.create_user(login="root", by=by, at=at)
    identity.grant_membership(user_id=admin.id, role_code="ADMIN", by=by, at=at)
    key = identity.issue_api_key(user_id=admin.id, name="k", by=by, at=at).token
    client = Client(headers={"Authorization": f"Bearer {key}"}, raise_request_exception=False)

    def post(path: str, body: dict[str, object], **more: object) -> HttpResponse:
        return client.post(f"/api/v1/{path}", body, content_type="application/json", **more)

    user = {"login": "ottilie", "name": NAME, "email": MAIL, "password": PASSWORD}
    contact = {"name": NAME, "email": MAIL, "phone": PHONE}
    done = [
        post("users", user),
        post("parties", {"code": "CANARY", "name": "Aviary", "contacts": [contact]}),
        post("leads", {"person_name": NAME, "email": MAIL, "phone": PHONE}),
    ]
    assert [answer.status_code for answer in done] == [201, 201, 201], done[-1].content
    issued = post("api-keys", {"user_id": done[0].json()["id"], "name": "k"}).json()["token"]
    refused = [
        post("users", user),
        post("users", {**user, "login": "no such login!"}),
        post("users", {**user, "email": [MAIL, NAME]}),
        post(
            "parties", {"code": "C2", "name": "A", "contacts": [{**contact, "phone": PHONE * 99}]}
        ),
        post("session", {"login": "ottilie", "password": WRONG}),
        Client().get("/api/v1/users", headers={"Authorization": f"Bearer {issued}x"}),
        Client().get("/api/v1/users", headers={"Authorization": f"Basic {PASSWORD}"}),
    ]
    seen = [client.get(f"/api/v1/{path}") for path in ("command-log", "events")]

    assert all(400 <= answer.status_code < 500 for answer in refused)
    assert seen[0].status_code == 200
    assert "create_user" in seen[0].content.decode()
    assert "create_user" in kept()
    assert '"event":"request"' in log.getvalue()
    secrets = (NAME, MAIL, PHONE, PASSWORD, WRONG, issued, issued.rsplit("_", 1)[1], key)
    places = {
        "log": log.getvalue(),
        "kept": kept(),
        "refusals": " ".join(answer.content.decode() for answer in refused),
        "audit": " ".join(answer.content.decode() for answer in seen),
    }
    found = [
        f"{secret!r} in {place}"
        for place, text in places.items()
        for secret in secrets
        if secret in text
    ]
    assert found == []


def test_the_database_keeps_no_key_and_no_password_as_it_is(by: Actor, at: datetime):
    user = identity.create_user(login="ottilie", password=PASSWORD, by=by, at=at)
    identity.grant_membership(user_id=user.id, role_code="SALES", by=by, at=at)
    secret = identity.issue_api_key(user_id=user.id, name="k", by=by, at=at).token.rsplit("_")[-1]

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(k::text, '') FROM stem_api_key k")
        keys = cursor.fetchone()[0]
        cursor.execute("SELECT password FROM stem_user WHERE id = %s", [user.id])
        password = cursor.fetchone()[0]

    assert secret not in keys
    assert password.startswith("argon2$argon2id$")


EMPLOYEE = {
    "name": "Xaver Canaria",
    "work_email": "xaver@canary.example",
    "work_phone": "+49 30 5550111",
    "birth_date": "1971-07-29",
    "private_email": "xc@home.canary.example",
    "private_phone": "+49 30 5550122",
    "home_address": "7 Canary Wharf Yard",
    "id_number": "110101197107290017",
    "bank_name": "Bank of Canaries",
    "bank_account": "DE02 1203 0000 0000 2020 51",
    "emergency_contact": "Yolanda Canaria",
    "badge_number": "BADGE-CANARY-7",
}
PAY, GRADE = "98765.4321", "GRADE-CANARY"


def tables_with(texts: Iterable[str]) -> set[str]:
    """Every table of the database, histories included, in which one of them stands."""
    patterns = [f"%{text}%" for text in texts]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        each = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\" t WHERE t::text LIKE ANY(%(p)s))"
            for name in tables
        )
        cursor.execute(each, {"p": patterns})
        return {name for (name,) in cursor.fetchall()}


def test_an_employees_data_stand_in_one_place_and_are_gone_when_erased(
    log: io.StringIO, by: Actor, at: datetime
):
    works = make_workforce(by, at)
    one, other = works.hire("E1"), works.hire("E2")
    admin = identity.create_user(login="root", by=by, at=at)
    identity.grant_membership(user_id=admin.id, role_code="ADMIN", by=by, at=at)
    key = identity.issue_api_key(user_id=admin.id, name="k", by=by, at=at).token
    client = Client(headers={"Authorization": f"Bearer {key}"}, raise_request_exception=False)
    home = f"/api/v1/people/employees/{one.id}"

    def send(path: str, body: object, method: str = "POST") -> HttpResponse:
        return client.generic(  # type: ignore[return-value]
            method, path, json.dumps(body), content_type="application/json"
        )

    pay = {"from_date": "2026-01-01", "pay_amount": PAY, "pay_grade": GRADE, "currency": "CNY"}
    done = [send(f"{home}/personal", EMPLOYEE, "PUT"), send(f"{home}/contracts", pay)]
    refused = [
        send(f"/api/v1/people/employees/{other.id}/personal", EMPLOYEE, "PUT"),
        send(f"{home}/personal", {**EMPLOYEE, "birth_date": EMPLOYEE["name"]}, "PUT"),
        send(f"{home}/contracts", {**pay, "currency": EMPLOYEE["name"]}),
    ]

    assert [answer.status_code for answer in done] == [200, 201], done[-1].content
    assert {answer.status_code for answer in refused} <= {409, 422}
    secrets = [*EMPLOYEE.values(), PAY, GRADE]
    assert tables_with(secrets) == {"erp_employee_personal", "erp_employee_contract"}
    told = log.getvalue() + " ".join(answer.content.decode() for answer in refused)
    assert [text for text in secrets if text in told] == []

    left = [
        send(f"{home}/end", {"last_date": "2026-03-31"}),
        send(f"{home}/erase", {}),
    ]

    assert [answer.status_code for answer in left] == [200, 200], left[-1].content
    assert tables_with(secrets) == set()
