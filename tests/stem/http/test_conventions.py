"""What every door does by itself."""

from uuid import UUID

import pytest
from django.test import Client

from sanye.stem.identity.models import Company
from sanye.stem.numbering.models import NumberSeries

pytestmark = pytest.mark.django_db
URL = "/api/v1/series"


def post(client: Client, body: object, url: str = URL, **headers: str):
    return client.post(
        url,
        body,
        content_type="application/json",
        headers={name.replace("_", "-"): v for name, v in headers.items()},
    )


def put_rows(company_id: UUID, count: int) -> None:
    for n in range(count):
        NumberSeries.unscoped.create(company_id=company_id, prefix=f"P{n:02d}", year=2020 + n // 3)


def test_refuses_a_caller_without_a_key():
    answer = Client().get(URL)

    assert answer.status_code == 401
    assert answer.json()["code"] == "stem.http.not_signed_in"
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_rows_are_shown_however_many_there_are(client, company_id, count):
    put_rows(company_id, count)

    answer = client.get(f"{URL}/all")

    assert answer.status_code == 200
    assert len(answer.json()) == count


def test_refuses_a_wrong_key(key):
    answer = Client(headers={"Authorization": f"Bearer {key}x"}).get(URL)

    assert (answer.status_code, answer.json()["code"]) == (401, "stem.identity.key_not_valid")


def test_answers_with_chinese_as_it_is(client):
    answer = post(client, {"prefix": "销售", "year": 2026})

    assert answer.status_code == 201
    assert "销售" in answer.content.decode()


def test_a_rule_becomes_a_problem_in_the_callers_language(client):
    answer = post(client, {"prefix": "SO", "year": 1999}, Accept_Language="zh-CN,zh;q=0.9")

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "1999 早于 2000 年。"
    assert answer.json()["errors"] == [
        {
            "field": "year",
            "row": None,
            "code": "test.year_too_early",
            "detail": "1999 早于 2000 年。",
        }
    ]


def test_a_wrong_form_names_field_row_and_rule(client):
    rows = [{"prefix": "A", "year": 2020}, {"prefix": "B", "year": "soon"}, {"year": 2021}]

    answer = post(client, rows, url=f"{URL}/bulk", Accept_Language="zh")

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "field": "year",
            "row": 2,
            "pointer": "/1/year",
            "code": "input.int_parsing",
            "detail": "必须是整数",
        },
        {
            "field": "prefix",
            "row": 3,
            "pointer": "/2/prefix",
            "code": "input.missing",
            "detail": "必填",
        },
    ]


def test_bulk_writes_all_or_nothing_and_names_every_wrong_row(client):
    rows = [
        {"prefix": "A", "year": 2020},
        {"prefix": "B", "year": 1900},
        {"prefix": "C", "year": 1901},
    ]

    answer = post(client, rows, url=f"{URL}/bulk")

    assert answer.status_code == 422
    assert [error["row"] for error in answer.json()["errors"]] == [2, 3]
    assert NumberSeries.unscoped.count() == 0


def test_another_companys_id_does_not_exist(client):
    other = Company.objects.create(code="X", name="X", country="DE", functional_currency="EUR")
    row = NumberSeries.unscoped.create(company=other, prefix="SO", year=2026)

    answer = client.get(f"{URL}/{row.id}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_double_row_is_a_conflict(client):
    post(client, {"prefix": "SO", "year": 2026})

    answer = post(client, {"prefix": "SO", "year": 2026})

    assert (answer.status_code, answer.json()["code"]) == (409, "stem.http.already_exists")


def test_what_nobody_foresaw_is_a_500_without_detail(client):
    answer = client.get(f"{URL}/broken")

    assert (answer.status_code, answer.json()["code"]) == (500, "stem.http.internal_error")


def test_pages_neither_skip_nor_repeat_while_rows_come(client, company_id):
    put_rows(company_id, 10)
    seen: list[str] = []
    cursor = ""

    while True:
        page = client.get(URL, {"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["prefix"] for item in page["items"]]
        NumberSeries.unscoped.create(company_id=company_id, prefix=f"X{len(seen)}", year=2000)
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == [f"P{n:02d}" for n in range(10)]


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        ({"limit": "201"}, "stem.http.limit_not_valid"),
        ({"limit": "²"}, "stem.http.limit_not_valid"),
        ({"cursor": "nonsense"}, "stem.http.cursor_not_valid"),
        ({"cursor": "WyJwcmVmaXgiLCAiYSIsICJiIl0"}, "stem.http.cursor_not_valid"),
        ({"sort": "company"}, "stem.http.field_unknown"),
        ({"fields": "secret"}, "stem.http.field_unknown"),
    ],
)
def test_refuses_a_wrong_page(client, company_id, ask, code):
    put_rows(company_id, 1)

    answer = client.get(URL, ask)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_sorts_and_picks_fields(client, company_id):
    put_rows(company_id, 3)

    page = client.get(URL, {"sort": "-prefix", "fields": "prefix"}).json()

    assert page["items"] == [{"prefix": "P02"}, {"prefix": "P01"}, {"prefix": "P00"}]


def test_reading_again_what_did_not_change_costs_no_body(client, company_id):
    put_rows(company_id, 1)
    tag = client.get(URL)["ETag"]

    answer = client.get(URL, headers={"If-None-Match": tag})

    assert (answer.status_code, answer.content) == (304, b"")


def test_refuses_a_change_of_what_others_changed(client, company_id):
    put_rows(company_id, 1)
    row = NumberSeries.unscoped.get()
    tag = client.get(f"{URL}/{row.id}")["ETag"]

    first = post(client, {}, url=f"{URL}/{row.id}/draw", If_Match=tag)
    second = post(client, {}, url=f"{URL}/{row.id}/draw", If_Match=tag)

    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["code"] == "stem.http.changed_meanwhile"
    assert NumberSeries.unscoped.get().last_number == 1


def test_one_key_gives_one_answer(client):
    first = post(client, {"prefix": "SO", "year": 2026}, Idempotency_Key="k1")
    again = post(client, {"prefix": "SO", "year": 2026}, Idempotency_Key="k1")
    other = post(client, {"prefix": "PO", "year": 2026}, Idempotency_Key="k1")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.content == first.content
    assert again["Idempotent-Replayed"] == "true"
    assert other.json()["code"] == "stem.http.idempotency_key_used"
    assert NumberSeries.unscoped.count() == 1


def test_a_refused_request_may_use_its_key_again(client, company_id):
    blocking = NumberSeries.unscoped.create(company_id=company_id, prefix="SO", year=2026)

    refused = post(client, {"prefix": "SO", "year": 2026}, Idempotency_Key="k1")
    blocking.delete()
    answer = post(client, {"prefix": "SO", "year": 2026}, Idempotency_Key="k1")

    assert (refused.status_code, answer.status_code) == (409, 201)


def test_limits_the_rate(client, settings):
    settings.SANYE_RATE = "2/h"

    answers = [client.get(URL) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 1000


def test_a_session_needs_the_csrf_token(user, company_id):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    answer = post(client, {"prefix": "SO", "year": 2026})

    assert client.get(URL).status_code == 200
    assert (answer.status_code, answer.json()["code"]) == (403, "stem.http.csrf_failed")


def test_documents_itself(client):
    schema = client.get("/api/v1/openapi.json").json()
    operations = schema["paths"][URL]

    assert schema["openapi"] == "3.1.0"
    assert {
        p["$ref"].rsplit("/", 1)[-1] for p in operations["get"]["parameters"] if "$ref" in p
    } == {"company", "limit", "cursor", "sort", "fields"}
    assert "default" in operations["post"]["responses"]
    assert "cdn" not in client.get("/api/v1/docs").content.decode()


def test_every_schema_of_the_description_belongs_to_one_class() -> None:
    """Two modules may both have an `OrderOut`; the description must not mix them up."""
    from sanye.project.urls import api
    from sanye.stem.http import Schema

    def descendants(cls: type[Schema]) -> list[type[Schema]]:
        return [cls, *(found for sub in cls.__subclasses__() for found in descendants(sub))]

    described = set(api.get_openapi_schema()["components"]["schemas"])
    shapes: dict[str, set[frozenset[str]]] = {}
    for cls in descendants(Schema):
        if cls.__name__ in described:
            shapes.setdefault(cls.__name__, set()).add(frozenset(cls.model_fields))

    assert len(shapes) > 100
    assert sorted(name for name, found in shapes.items() if len(found) > 1) == []
