"""The doors of service: for agents, for the customer at the portal, for strangers with a form."""

from typing import Any

import pytest
from django.test import Client

from sanye.crm.service.commands import note_on_case, open_form
from sanye.crm.service.models import Case, CaseMessage
from tests.crm.test_http import client_of, get, post
from tests.factories import masterdata as make
from tests.factories.service import MONDAY, House


@pytest.fixture
def agent(house: House) -> Client:
    return client_of(house.by, "SERVICE")


@pytest.fixture
def portal(house: House) -> Client:
    return client_of(house.by, "CUSTOMER_PORTAL", party_ids=[house.customer.id])


def opened(house: House, agent: Client, **given: Any) -> dict[str, Any]:
    body = {"customer_id": str(house.customer.id), "title": "Hums", "kind": "FAULT", **given}
    answer: dict[str, Any] = post(agent, "/cases", body, 201)
    return answer


def test_a_case_is_worked_from_opening_to_closing(house: House, agent: Client) -> None:
    case = opened(house, agent, text="Since Monday", failure_code="NOISE")
    path = f"/cases/{case['id']}"

    post(agent, f"{path}/notes", {"text": "Bearing?"}, 201)
    post(agent, f"{path}/answers", {"text": "We look into it"}, 201)
    waiting = post(agent, f"{path}/wait", {"text": "Which voltage?"})
    running = post(agent, f"{path}/resume")
    post(agent, f"{path}/diagnose", {"cause_code": "WEAR", "failure_code": "LEAKS"})
    solved = post(agent, f"{path}/resolve", {"resolution_code": "REPAIRED"})
    closed = post(agent, f"{path}/close")

    assert (waiting["status"], waiting["resolution_clock"]) == ("WAITING", "PAUSED")
    assert (running["status"], running["resolution_clock"]) == ("OPEN", "RUNNING")
    assert (solved["resolution_clock"], solved["is_our_fault"]) == ("MET", False)
    assert (closed["status"], closed["close_reason"]) == ("CLOSED", "SOLVED")
    assert len(get(agent, f"{path}/timeline")) == 11
    assert [row["number"] for row in get(agent, "/cases?failure_code=LEAKS&is_open=false")["items"]]
    assert get(agent, "/cases?search=hum&status=NEW")["items"] == []
    post(agent, f"{path}/resume", status=409)


def test_lists_counts_and_settings_answer(house: House, agent: Client) -> None:
    opened(house, agent, priority="HIGH")

    assert get(agent, "/cases/counts")[0]["new"] == 1
    assert get(agent, "/cases?queue_code=TECHNICAL&priority=HIGH&sort=-number")["items"]
    assert len(get(agent, "/service/codes?kind=FAILURE")["items"]) == 12
    assert len(get(agent, "/service/levels")["items"]) == 4
    assert get(agent, "/service/policy")["risk_ratio"] == "0.75"
    put = agent.put(
        "/api/v1/service/articles/BEARING/zh",
        {"title": "轴承异响", "text": "更换轴承", "failure_code": "NOISE"},
        content_type="application/json",
    )
    assert put.status_code == 200, put.content
    assert len(get(agent, "/service/articles?search=轴承&failure_code=NOISE")["items"]) == 1
    assert get(agent, "/service/articles?search=马达")["items"] == []
    levels = agent.put(
        "/api/v1/service/levels",
        [{"priority": "HIGH", "response_minutes": 5}, {"priority": "SOON"}],
        content_type="application/json",
    )
    assert levels.status_code == 422
    assert levels.json()["errors"][0]["row"] == 2


def test_the_portal_sees_its_own_cases_without_our_notes(
    house: House, agent: Client, portal: Client
) -> None:
    stranger = client_of(house.by, "CUSTOMER_PORTAL", party_ids=[make.make_customer(house.by).id])

    own = post(portal, "/own-cases", {"title": "坏了", "text": "请帮忙"}, 201)
    path = f"/own-cases/{own['id']}"
    case = Case.unscoped.get()
    note_on_case(case_id=case.id, text="VIP, careful", by=house.by, at=MONDAY)
    post(agent, f"/cases/{own['id']}/wait", {"text": "哪一台？"})
    post(portal, f"{path}/messages", {"text": "红色的"}, 201)
    said = [row["text"] for row in get(portal, f"{path}/messages")["items"]]
    get(stranger, path, 404)
    post(stranger, f"{path}/messages", {"text": "hi"}, 404)
    post(stranger, f"{path}/close", status=404)
    get(portal, "/cases", 403)
    get(portal, f"/cases/{own['id']}/timeline", 403)

    assert said == ["请帮忙", "哪一台？", "红色的"]
    assert get(stranger, "/own-cases")["items"] == []
    assert Case.unscoped.get().status == "OPEN"
    assert (case.customer_id, case.channel, case.site_id) == (
        house.customer.id,
        "PORTAL",
        house.trader.site.id,
    )
    assert "owner_id" not in own
    assert post(portal, f"{path}/close")["status"] == "CLOSED"


def test_a_customer_opens_no_case_for_another(house: House, portal: Client) -> None:
    other = make.make_customer(house.by)

    post(portal, "/own-cases", {"title": "x", "text": "y", "customer_id": str(other.id)}, 404)

    assert not Case.unscoped.exists()


def test_the_portal_sees_its_own_goods_and_their_warranty(
    house: House, portal: Client, run_cursors: Any
) -> None:
    house.deliver(house.drill, serial_number="SN-1")
    run_cursors("crm.service.installed_base")
    stranger = client_of(house.by, "CUSTOMER_PORTAL", party_ids=[make.make_customer(house.by).id])

    assert [row["serial_number"] for row in get(portal, "/installed-units")["items"]] == ["SN-1"]
    assert get(stranger, "/installed-units")["items"] == []
    path = "/installed-units/warranty?serial_number=SN-1"
    assert get(portal, path)["reason"] == "NO_TERM"
    assert get(stranger, path)["reason"] == "NOT_SHIPPED_BY_US"
    get(portal, "/installed-units/warranty", 422)


def test_a_form_answers_the_same_to_everybody(house: House) -> None:
    house.contact("li@kunde.cn")
    made = open_form(code="WEB", by=house.by, at=MONDAY)
    door = f"/service-incoming/forms/{made.key}"

    known = post(Client(), door, {"text": "Help", "email": "li@kunde.cn"}, 202)
    unknown = post(Client(), door, {"text": "Help", "email": "who@nowhere.cn"}, 202)
    post(Client(), "/service-incoming/forms/guess", {"text": "Help"}, 404)
    post(Client(), door, {"text": ""}, 422)

    assert known == unknown == {"is_received": True}
    assert Case.unscoped.count() == 1


def test_a_mail_comes_in_by_the_mail_servers_user(house: House, agent: Client) -> None:
    house.contact("li@kunde.cn")
    raw = "From: li@kunde.cn\nSubject: 漏水\n\n很急".encode()

    answer = agent.post("/api/v1/service-incoming/mails", raw, content_type="message/rfc822")

    assert answer.status_code == 201, answer.content
    assert answer.json()["status"] == "SORTED"
    assert CaseMessage.unscoped.get().text == "很急"
    assert (
        Client()
        .post("/api/v1/service-incoming/mails", raw, content_type="message/rfc822")
        .status_code
        == 401
    )


def test_costs_and_returns_go_through_the_doors(
    house: House, agent: Client, run_cursors: Any
) -> None:
    house.deliver(house.paint, 5, lot="L-7")
    run_cursors("crm.service.installed_base")
    case = opened(house, agent, lot="L-7")
    path = f"/cases/{case['id']}"

    cost = post(agent, f"{path}/costs", {"kind": "TRAVEL", "amount": "35.00"}, 201)
    post(agent, f"/cases/costs/{cost['id']}/reverse", status=201)
    body = {"lines": [{"lot": "L-7", "quantity": "2", "reason_code": "DAMAGED"}]}
    request = post(agent, f"{path}/return-requests", body, 201)

    assert get(agent, f"{path}/cost")["amount"] in ("0", "0.00", "0.0000")
    assert len(get(agent, f"{path}/costs")["items"]) == 2
    assert request["lines"][0]["quantity"] in ("2", "2.000000")
    assert len(get(agent, f"{path}/return-requests")["items"]) == 1
    assert get(agent, f"{path}/returns")["items"] == []
    assert get(agent, "/cases/cost-sums?group=customer")[0]["report_count"] == 2
    get(agent, "/cases/cost-sums?group=moon", 422)


def test_closed_cases_are_imported_through_the_door(house: House, agent: Client) -> None:
    row = {
        "customer_id": str(house.customer.id),
        "resolution_code": "REPAIRED",
        "opened_at": "2025-01-05T08:00:00Z",
        "resolved_at": "2025-01-06T08:00:00Z",
    }

    made = post(agent, "/cases/imports", [row, row], 201)
    refused = post(agent, "/cases/imports", [row, {**row, "cause_code": "GHOST"}], 422)

    assert len(made) == Case.unscoped.count() == 2
    assert refused["errors"][0]["row"] == 2


def test_the_words_of_a_customer_are_forgotten(house: House, agent: Client) -> None:
    opened(house, agent, text="My name is Li")

    count = post(agent, f"/cases/erase-words?customer_id={house.customer.id}")

    assert (count, CaseMessage.unscoped.get().text, Case.unscoped.get().title) == (1, "", "")


def test_sellers_read_and_open_but_do_not_settle(house: House, agent: Client) -> None:
    seller = client_of(house.by, "SALES")
    case = opened(house, seller)

    get(seller, f"/cases/{case['id']}")
    get(seller, "/cases/counts")
    post(seller, f"/cases/{case['id']}/resolve", {"resolution_code": "REPAIRED"}, 403)
