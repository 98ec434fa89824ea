"""Requests that are broken, or made to break: each is told so, none is an error of ours."""

import base64
import io
import json
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.stem.identity import commands as identity
from sanye.stem.masterdata.models import PaymentTerm
from tests.security.requests import SOME_ID, client_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FORM = "multipart/form-data; boundary=x"


def part(content: bytes, head: str = "name=file; filename=a.csv") -> bytes:
    return f"--x\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--x--\r\n"


TERMS = part(b"code,name,net_days\nPAIR,Pair,30")


@pytest.fixture(params=["key", "session"])
def admin(request: pytest.FixtureRequest, by: Actor, at: datetime) -> Client:
    """By a key, and by a session, whose token is looked for in the form first."""
    if request.param == "key":
        return client_of("ADMIN", by, at)
    user = identity.create_user(login="ann", by=by, at=at)
    identity.grant_membership(user_id=user.id, role_code="ADMIN", by=by, at=at)
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(user, backend=BACKEND)
    client.defaults["HTTP_X_CSRFTOKEN"] = client.get("/api/v1/session/token").json()["csrf_token"]
    return client


def upload(client: Client, content: bytes, content_type: str = FORM, **headers: str) -> Any:
    return client.generic(
        "POST", "/api/v1/imports/payment-terms", content, content_type=content_type, headers=headers
    )


def refused(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["code"]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (form(TERMS), "multipart/form-data"),
        (form(*(part(b"1", f"name=f{n}") for n in range(1001)), TERMS), FORM),
        (form(*(part(b"1", f"name=f{n}; filename=a") for n in range(101)), TERMS), FORM),
        (form(part(b"!", "name=file; filename=a\r\nContent-Transfer-Encoding: base64")), FORM),
    ],
    ids=["no boundary", "many fields", "many files", "no base64"],
)
def test_a_broken_form_is_refused(admin: Client, content: bytes, content_type: str):
    assert refused(upload(admin, content, content_type)) == (400, "stem.http.bad_request")


def test_a_form_where_json_is_due_is_refused(admin: Client):
    answer = admin.generic("POST", "/api/v1/payment-terms", form(TERMS), content_type=FORM)

    assert answer.status_code == 400


def test_a_query_of_too_many_parts_is_refused(admin: Client):
    answer = admin.get("/api/v1/payment-terms?" + "&".join(f"a{n}=1" for n in range(1001)))

    assert refused(answer) == (400, "stem.http.bad_request")


def test_a_file_is_imported_once_under_one_key(admin: Client, settings: Any):
    """Also one that is larger than any other body may be."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = len(TERMS) // 2
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10

    first = upload(admin, form(TERMS), **{"Idempotency-Key": "k"})
    again = upload(admin, form(TERMS), **{"Idempotency-Key": "k"})
    other = upload(admin, form(TERMS.replace(b"Pair", b"Both")), **{"Idempotency-Key": "k"})

    assert (first.status_code, first.json()["created"]) == (200, 1), first.content
    assert (again.status_code, again.content) == (200, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert refused(other) == (422, "stem.http.idempotency_key_used")
    assert PaymentTerm.objects.get(code="PAIR").name == "Pair"


@pytest.mark.parametrize("charset", ["hex", "undefined", "zip", "utf-16"])
def test_a_charset_that_is_none_is_not_asked_for(charset: str):
    from sanye.project.wsgi import application

    told: list[str] = []
    pieces = application(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/healthz",
            "QUERY_STRING": "a=1",
            "CONTENT_TYPE": f"text/plain; charset={charset}",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
        },
        lambda status, _headers: told.append(status),
    )

    assert told == ["200 OK"]
    assert b"ok" in b"".join(pieces)


@pytest.mark.parametrize(
    "text", [b'"\\ud800"', b'"a\\udfffb"', b'"\\uD800\\u0041"', b'"\xed\xa0\x80"'], ids=str
)
@pytest.mark.parametrize("body", [b'{"code":%s}', b'{"code":"A",%s:1}', b'{"unit_code":%s}'])
def test_half_a_character_is_no_json(admin: Client, text: bytes, body: bytes):
    for door in ("item-families", "payment-terms", "items"):
        answer = admin.generic(
            "POST", f"/api/v1/{door}", body % text, content_type="application/json"
        )

        assert refused(answer) == (400, "stem.http.refused")


def test_a_whole_character_may_be_written_as_two_halves(admin: Client):
    body = b'\xef\xbb\xbf{"code":"PAIR","name":"\\ud83d\\ude00","net_days":30}'

    answer = admin.generic("POST", "/api/v1/payment-terms", body, content_type="application/json")

    assert (answer.status_code, answer.json().get("name")) == (201, "\U0001f600")


FAR = [
    "/api/v1/metrics/values?from_date=2026-01-01&to_date=9999-12-31",
    "/api/v1/metrics/on_time/trend?from_date=0001-01-01&to_date=0001-01-02",
    "/api/v1/order-cycle?from_date=2026-01-01&to_date=9999-12-31",
    f"/api/v1/demand/history?item_id={SOME_ID}&last_date=9999-12-31",
    f"/api/v1/demand/history?item_id={SOME_ID}&last_date=0001-01-01",
]


@pytest.mark.parametrize("path", FAR)
def test_days_beyond_all_calendars_are_refused(path: str, by: Actor, at: datetime):
    assert client_of("ADMIN", by, at).get(path).status_code == 422


SHIFTS = {"weekday": 0, "start_minute": 480, "end_minute": 960}
ODD = [
    {"exceptions": [{"exception_date": "2026-05-01", "shifts": [[480]]}]},
    {"exceptions": [{"exception_date": "2026-05-01", "shifts": [[]]}]},
    {"exceptions": [{"exception_date": "2026-05-01", "shifts": [[480, 720, 960]]}]},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_a_shift_is_two_minutes(odd: dict[str, Any], by: Actor, at: datetime):
    calendar = {"code": "C", "name": "C", "time_zone": "UTC", "shifts": [SHIFTS]} | odd

    answer = client_of("ADMIN", by, at).post(
        "/api/v1/calendars", calendar, content_type="application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "stem.masterdata.shifts_overlap")


def test_a_number_of_four_hundred_digits_is_refused(by: Actor, at: datetime):
    term = {"code": "A", "name": "A", "net_days": "9" * 400}

    answer = client_of("ADMIN", by, at).post(
        "/api/v1/payment-terms/bulk", [term], content_type="application/json"
    )

    assert answer.status_code == 422


def test_a_tax_that_no_document_can_bear_is_not_kept(by: Actor, at: datetime):
    """It was kept, and every order that named it failed, as did the cursor that made orders."""
    client = client_of("ADMIN", by, at)
    tax = {"code": "VAT-RC", "name": "VAT", "rate_ratio": "0.13", "is_reverse_charge": True}
    kept = client.post("/api/v1/taxes", tax, content_type="application/json")
    assert kept.status_code == 201, kept.content

    whole = client.post(
        "/api/v1/taxes/bulk", [tax | {"is_included": True}], content_type="application/json"
    )
    part = client.patch(
        f"/api/v1/taxes/{kept.json()['id']}", {"is_included": True}, content_type="application/json"
    )

    for answer in (whole, part):
        place = answer.json()["errors"][0]
        assert (answer.status_code, place["field"]) == (422, "is_included")
        assert place["code"] == "stem.masterdata.reverse_charge_included"


def test_no_estimate_is_asked_for_without_end(by: Actor, at: datetime):
    line = {"item_id": SOME_ID, "site_id": SOME_ID, "quantity": "1", "requested_date": "2026-04-01"}

    answer = client_of("SALES", by, at).post(
        "/api/v1/promises/estimates", {"lines": [line] * 201}, content_type="application/json"
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "input.too_long"


def test_a_key_ends_at_an_instant_that_is_the_same_everywhere(by: Actor, at: datetime):
    user = identity.create_user(login="robot", is_service=True, by=by, at=at)
    key = {"user_id": str(user.id), "name": "k", "expires_at": "2099-12-31T23:59:59"}

    answer = client_of("ADMIN", by, at).post("/api/v1/api-keys", key, "application/json")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "input.timezone_aware"


def test_an_arrival_is_an_instant_that_is_the_same_everywhere(by: Actor, at: datetime):
    answer = client_of("ADMIN", by, at).post(
        f"/api/v1/deliveries/{SOME_ID}/prove",
        {"received_at": "2026-04-01T08:00:00"},
        content_type="application/json",
    )

    assert "input.timezone_aware" in {row["code"] for row in answer.json()["errors"]}


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages", "django_language"])
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/api/v1/session"])
def test_a_cookie_with_a_character_that_no_table_holds_is_as_none(name: str, path: str):
    client = Client(raise_request_exception=False)
    plain = client.get(path)

    answer = client.get(path, headers={"Cookie": f'{name}="abcdefgh\\000ijklmnop"'})

    assert answer.status_code == plain.status_code < 500


def test_a_signing_in_with_such_a_cookie_is_as_without(by: Actor, at: datetime):
    client = Client(raise_request_exception=False)

    answer = client.post(
        "/accounts/login/",
        {"login": "ann", "password": "wrong"},
        headers={"Cookie": 'sessionid="abcdefgh\\000ijklmnop"'},
    )

    assert answer.status_code == 200
    assert answer.cookies["sessionid"].value == "", "taken back, as any that is not known"


def test_an_instant_without_a_zone_is_refused(by: Actor, at: datetime):
    asked = f"/api/v1/stock/on-hand?item_id={SOME_ID}&site_id={SOME_ID}&instant=2026-03-02T08:00"

    answer = client_of("ADMIN", by, at).get(asked)

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["instant"]


@pytest.mark.parametrize("pk", [SOME_ID, "9" * 5000, "x", 5, None, [], {"int": 1}], ids=str)
@pytest.mark.parametrize("path", ["ledger/postings", "users"])
def test_a_cursor_of_another_list_is_refused(pk: Any, path: str, by: Actor, at: datetime):
    """Rows of the books are counted, others have a UUID."""
    order = {"ledger/postings": "-id", "users": "login"}[path]
    cursor = base64.urlsafe_b64encode(json.dumps([order, "a", pk]).encode()).decode()

    answer = client_of("ADMIN", by, at).get(f"/api/v1/{path}?cursor={cursor.rstrip('=')}")

    if (path, pk) == ("users", SOME_ID):
        assert answer.status_code == 200
    else:
        assert refused(answer) == (422, "stem.http.cursor_not_valid")


def test_a_cost_that_no_column_holds_is_refused(by: Actor, at: datetime):
    body = {"item_id": SOME_ID, "site_id": SOME_ID, "posting_date": "2026-03-02", "reason": "x"}

    answer = client_of("ADMIN", by, at).post(
        "/api/v1/costing/revaluations", body | {"unit_cost": "1e400"}, "application/json"
    )

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["unit_cost"]
