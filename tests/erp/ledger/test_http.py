"""The doors of finance: what they show, and what they answer to bad requests."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from sanye.erp.ledger.models import JournalEntry
from sanye.erp.open_items.models import Payment

D = Decimal
TODAY = datetime.now(UTC).date()
ENTRY = {
    "posting_date": str(TODAY),
    "text": "capital",
    "lines": [
        {"account_code": "1010", "debit": "100.00"},
        {"account_code": "3000", "credit": "100.00"},
    ],
}


@pytest.fixture
def client(door):
    return door("erp.*")


def call(client, method, path, body=None, status=200):
    send = getattr(client, method)
    data = {} if body is None else {"data": body, "content_type": "application/json"}
    response = send(f"/api/v1{path}", **data)
    assert response.status_code == status, response.content
    is_json = "json" in response.headers["Content-Type"]
    return response.json() if is_json else response.content.decode()


@pytest.fixture
def opened(client):
    return call(client, "post", "/ledger/accounts/open-books", {"chart": "IFRS"})


def test_opens_the_books_and_shows_them(client, opened):
    assert len(opened) > 50
    assert call(client, "get", "/ledger/accounts?limit=5")["items"][0]["code"] == "1000"
    assert call(client, "get", "/ledger/posting-rules")["items"]
    assert call(client, "get", "/ledger/bank-accounts")["items"][0]["code"] == "MAIN"
    periods = call(client, "post", "/ledger/periods/open-year", {"day": str(TODAY)})
    assert len(periods) == 12


def test_posts_shows_and_reverses_an_entry(client, opened):
    entry = call(client, "post", "/ledger/journal-entries", ENTRY, 201)

    shown = call(client, "get", f"/ledger/journal-entries/{entry['id']}")
    assert [p["account_code"] for p in shown["postings"]] == ["1010", "3000"]
    postings = call(client, "get", "/ledger/postings?account_code=1010")["items"]
    assert postings[0]["journal_entry"]["number"] == entry["number"]
    body = {"posting_date": str(TODAY), "text": "wrong"}
    call(client, "post", f"/ledger/journal-entries/{entry['id']}/reverse", body, 201)
    again = call(client, "post", f"/ledger/journal-entries/{entry['id']}/reverse", body, 409)
    assert again["code"] == "erp.ledger.reversed_already"
    assert len(call(client, "get", "/ledger/journal-entries?kind=REVERSAL")["items"]) == 1


def test_shows_statements_and_a_sheet_without_formulas(client, opened):
    call(
        client,
        "post",
        "/ledger/accounts",
        {
            "code": "1019",
            "name": "=cmd()",
            "kind": "ASSET",
            "section": "CURRENT_ASSETS",
        },
        201,
    )
    lines = [ENTRY["lines"][0] | {"account_code": "1019"}, ENTRY["lines"][1]]
    call(client, "post", "/ledger/journal-entries", ENTRY | {"lines": lines}, 201)

    span = f"from_date={TODAY}&to_date={TODAY}"
    trial = call(client, "get", f"/ledger/trial-balance?{span}")
    assert (trial["debit"], trial["credit"]) == ("100.0000", "100.0000")
    assert "'=cmd()" in call(client, "get", f"/ledger/trial-balance.csv?{span}")
    assert call(client, "get", f"/ledger/balance-sheet?as_of={TODAY}")["assets_amount"]
    assert call(client, "get", f"/ledger/income-statement?{span}")["result_amount"]
    sheet = call(client, "get", f"/ledger/balance-sheet.csv?as_of={TODAY}").splitlines()
    assert sheet[0] == "section,code,name,name_zh,amount"
    assert [row.split(",")[0] for row in sheet[1:]] == [
        "CURRENT_ASSETS",
        "EQUITY",
        "EQUITY",
        "EQUITY",
    ]
    assert "净利润" in call(client, "get", f"/ledger/income-statement.csv?{span}")


@pytest.mark.parametrize(
    ("change", "status", "code", "row"),
    [
        (
            {"lines": [{"account_code": "1010", "debit": "1"}]},
            422,
            "erp.ledger.entry_unbalanced",
            None,
        ),
        (
            {"lines": [{"account_code": "1010"}, {"account_code": "3000", "credit": "1"}]},
            422,
            "erp.ledger.debit_and_credit",
            1,
        ),
        (
            {
                "lines": [
                    {"account_code": "9", "debit": "1"},
                    {"account_code": "3000", "credit": "1"},
                ]
            },
            404,
            "erp.ledger.account_unknown",
            1,
        ),
        ({"posting_date": "2099-01-01"}, 422, "erp.ledger.date_out_of_reach", None),
        ({"posting_date": "2026-02-30"}, 422, None, None),
        ({"currency": "???"}, 422, "erp.ledger.currency_unknown", None),
        ({"exchange_rate": "NaN"}, 422, None, None),
        ({"exchange_rate": "-1", "currency": "USD"}, 422, "erp.ledger.rate_not_positive", None),
    ],
)
def test_says_what_is_wrong_with_an_entry(client, opened, change, status, code, row):
    problem = call(client, "post", "/ledger/journal-entries", ENTRY | change, status)

    if code:
        assert problem["code"] == code
        assert problem["errors"][0].get("row") == row
    assert not JournalEntry.unscoped.exists()


def test_answers_in_chinese(client, opened):
    body = ENTRY | {"lines": [{"account_code": "1010", "debit": "1"}]}

    response = client.post(
        "/api/v1/ledger/journal-entries",
        body,
        content_type="application/json",
        headers={"Accept-Language": "zh-CN"},
    )

    assert "借贷不平衡" in response.json()["detail"]


def test_periods_are_closed_and_reopened(client, opened):
    code = f"{TODAY.year}-01"
    call(client, "post", "/ledger/periods/open-year", {"day": str(TODAY)})

    assert call(client, "post", f"/ledger/periods/{code}/close")["status"] == "CLOSED"
    call(client, "post", f"/ledger/periods/{code}/close", status=409)
    path = f"/ledger/periods/{code}/reopen"
    assert call(client, "post", path, {"reason": ""}, 422)["code"] == "erp.ledger.reason_missing"
    assert call(client, "post", path, {"reason": "late bill"})["status"] == "OPEN"


@pytest.mark.parametrize(
    ("module", "payments", "party"),
    [("receivables", "receipts", "customer_id"), ("payables", "payments", "supplier_id")],
)
def test_receives_and_shows_payments(by, client, opened, module, payments, party):
    from tests.factories.masterdata import make_customer

    party_id = str(make_customer(by).id)
    body = {party: party_id, "currency": "CNY", "amount": "10.00", "posting_date": str(TODAY)}

    payment = call(client, "post", f"/{module}/{payments}", body, 201)

    assert D(payment["unapplied_amount"]) == D("10.00")
    (item,) = call(client, "get", f"/{module}/open-items?is_open=true")["items"]
    assert (item["kind"], item["open_amount"]) == ("PREPAYMENT", "-10.0000")
    (row,) = call(client, "get", f"/{module}/ageing?as_of={TODAY}")
    assert row["open_amount"] == "-10.0000"
    span = f"currency=CNY&from_date={TODAY}&to_date={TODAY}"
    assert call(client, "get", f"/{module}/statements/{party_id}?{span}")["entries"]
    assert call(client, "get", f"/{module}/positions/{party_id}?as_of={TODAY}")["currency"] == "CNY"
    reverse = {"posting_date": str(TODAY), "reason": "bounced"}
    path = f"/{module}/{payments}/{payment['id']}/reverse"
    assert call(client, "post", path, reverse)["reversed_date"] == str(TODAY)
    problem = call(client, "post", f"/{module}/{payments}", body | {"amount": "0"}, 422)
    assert problem["code"] == "erp.open_items.amount_not_positive"
    assert Payment.unscoped.count() == 1


def test_shows_values(client):
    for name in ("item-values", "valuations", "work-in-process", "received-not-invoiced"):
        assert call(client, "get", f"/costing/{name}")["items"] == []


def test_a_customer_sees_only_his_own_items(by, at, door, sell, customer):
    sell(100)
    from tests.factories.masterdata import make_customer

    other = make_customer(by).id

    mine = door("erp.receivables.list_receivables", party_ids=[customer])
    theirs = door("erp.receivables.list_receivables", party_ids=[other])

    assert len(call(mine, "get", "/receivables/open-items")["items"]) == 1
    assert call(theirs, "get", "/receivables/open-items")["items"] == []
    call(mine, "get", "/ledger/accounts", status=403)
