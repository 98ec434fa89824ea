"""Leads, opportunities, cases, scores; suppliers' scores and alerts; forecasts; people at work."""

from tests.faults.kinds.clerk import Clerk, Row, deed
from tests.faults.kinds.selling import wanted

CASES, LEADS, CHANCES = "/cases", "/leads", "/opportunities"
ALERTS = "/supplier-alerts"


@deed(3)
def work_on_a_lead(clerk: Clerk) -> None:
    number = clerk.random.randrange(20)
    name = f"Firm {number}"
    body = {"company_name": name, "email": f"{number}@example.org", "channel": "PERSON"}
    lead = clerk.post(LEADS, body)
    path = f"{LEADS}/{lead['id']}"
    if clerk.chance(0.3):
        clerk.post(f"{path}/drop", {"reason": "NO_NEED"})
        return
    clerk.post(f"{path}/qualify")
    chance = {"title": "first", "expected_close_date": clerk.day(5, 50), "lines": goods(clerk)}
    customer = clerk.random.choice(clerk.company.customers)
    clerk.post(f"{path}/convert", {"customer_id": customer, "opportunity": chance})


def goods(clerk: Clerk) -> list[Row]:
    return [{"item_id": row["item_id"], "quantity": row["quantity"]} for row in wanted(clerk)]


@deed(3)
def work_on_a_chance(clerk: Clerk) -> None:
    chance = clerk.one(CHANCES, "OPEN")
    path = f"{CHANCES}/{chance['id']}"
    chosen = clerk.random.randrange(4)
    if chosen == 0:
        clerk.post(f"{path}/win")
    elif chosen == 1:
        clerk.post(f"{path}/lose", {"reason": "PRICE"})
    else:
        clerk.post(f"{path}/move", {"probability_ratio": "0.5", "lines": goods(clerk)})


@deed(2)
def take_a_pipeline_vintage(clerk: Clerk) -> None:
    clerk.post("/demand/pipeline/vintages")


@deed(3)
def open_a_case(clerk: Clerk) -> None:
    goods = clerk.open("/deliveries", "SHIPPED", "PROVEN")
    line = clerk.some(goods["lines"])
    about = {"customer_id": goods["customer_id"], "item_id": line["item_id"]}
    about |= {"delivery_id": goods["id"]}
    case = clerk.post(CASES, {"title": "hums", "kind": "COMPLAINT"} | about)
    path = f"{CASES}/{case['id']}"
    clerk.post(f"{path}/diagnose", {"failure_code": code(clerk, "FAILURE")})
    clerk.post(f"{path}/costs", {"kind": "TRAVEL", "amount": "80"})


def code(clerk: Clerk, kind: str) -> str:
    return str(clerk.some(clerk.all("/service/codes", kind=kind, sort="code"))["code"])


@deed(4)
def work_on_a_case(clerk: Clerk) -> None:
    case = clerk.one(CASES, "NEW", "OPEN", "WAITING", "RESOLVED")
    path = f"{CASES}/{case['id']}"
    chosen = clerk.random.randrange(6)
    if chosen == 0:
        clerk.post(f"{path}/answers", {"text": "we look into it"})
    elif chosen == 1:
        clerk.post(f"{path}/escalate", {"text": "urgent"})
    elif chosen == 2:
        body = {"resolution_code": code(clerk, "RESOLUTION"), "cause_code": code(clerk, "CAUSE")}
        clerk.post(f"{path}/resolve", body)
    elif chosen == 3:
        other = clerk.one(CASES, "NEW", "OPEN", customer_id=case["customer_id"])
        clerk.post(f"{path}/merge", {"into_id": other["id"]})
    elif chosen == 4 and case["status"] == "RESOLVED":
        clerk.post(f"{path}/close", {})
    else:
        clerk.post(f"{path}/notes", {"text": "seen"})


@deed(3)
def ask_for_a_return(clerk: Clerk) -> None:
    case = clerk.open(CASES, "NEW", "OPEN")
    line = {"item_id": case["item_id"], "quantity": "1", "wanted_outcome": "REPLACE"}
    line |= {"reason_code": code(clerk, "RETURN"), "delivery_id": case["delivery_id"]}
    clerk.post(f"{CASES}/{case['id']}/return-requests", {"lines": [line]})


@deed(2)
def answer_how_content(clerk: Clerk) -> None:
    row = clerk.one("/satisfaction/requests", is_answered=False, sort="-asked_at")
    body = {"score": clerk.random.randint(1, 5), "reason_codes": ["QUALITY"]}
    clerk.post(f"/satisfaction/requests/{row['id']}/answer", body)


@deed(1)
def review_customers(clerk: Clerk) -> None:
    clerk.post("/customers/review", {})


@deed(2)
def note_on_an_account(clerk: Clerk) -> None:
    account = clerk.one("/accounts")
    clerk.post(f"/accounts/{account['id']}/notes", {"text": "called"})
    clerk.patch(f"/accounts/{account['id']}", {"segment": clerk.random.choice(("A", "B"))})


@deed(2)
def give_consent(clerk: Clerk) -> None:
    party = clerk.get(f"/parties/{clerk.random.choice(clerk.company.customers)}")
    body = {"contact_id": clerk.some(party["contacts"])["id"], "purpose": "SERVICE"}
    step = clerk.random.choice(("give", "withdraw"))
    clerk.post(f"/consents/{step}", body | {"channel": "EMAIL", "proof": "said so"})


@deed(2)
def score_suppliers(clerk: Clerk) -> None:
    clerk.post("/supplier-scores/evaluate")


@deed(3)
def work_on_an_alert(clerk: Clerk) -> None:
    alert = clerk.one(ALERTS, is_live=True)
    path = f"{ALERTS}/{alert['id']}"
    step = clerk.random.choice(("acknowledge", "escalate", "snooze", "close"))
    bodies: dict[str, Row] = {
        "snooze": {"until_date": clerk.day(1, 3)},
        "close": {"reason": "HANDLED", "note": "called"},
    }
    clerk.post(f"{path}/{step}", bodies.get(step))


@deed(1)
def forecast(clerk: Clerk) -> None:
    clerk.post("/demand/forecasts")


@deed(2)
def work_on_a_forecast(clerk: Clerk) -> None:
    version = clerk.one("/demand/forecasts", "DRAFT", "PUBLISHED")
    path = f"/demand/forecasts/{version['id']}"
    if version["status"] == "DRAFT" and clerk.chance(0.5):
        clerk.post(f"{path}/publish")
        return
    line = clerk.some(clerk.all(f"{path}/lines"))
    edit = {name: line[name] for name in ("item_id", "site_id", "period_date")}
    body = {"edits": [edit | {"quantity": "12"}], "reason": "fair"}
    clerk.post(f"{path}/overrides", body)


@deed(2)
def note_lost_demand(clerk: Clerk) -> None:
    row = {"item_id": clerk.random.choice(clerk.company.sold), "quantity": 2}
    row |= {
        "site_id": clerk.company.sites[0],
        "wanted_date": clerk.day(-200, 0),
        "reason": "TOO_LATE",
    }
    clerk.post("/demand/lost", [row])


@deed(2)
def clock_in_and_out(clerk: Clerk) -> None:
    person = clerk.one("/people/employees")
    step = clerk.random.choice(("clock-in", "clock-out"))
    clerk.post(f"/people/attendance/{step}", {"number": person["number"]})


@deed(2)
def ask_for_leave(clerk: Clerk) -> None:
    person, kind = clerk.one("/people/employees"), clerk.one("/people/leave-kinds")
    day = clerk.day(1, 200)
    body = {"employee_id": person["id"], "kind_id": kind["id"], "first_date": day, "last_date": day}
    clerk.post("/people/leave", body)


@deed(2)
def decide_leave(clerk: Clerk) -> None:
    leave = clerk.one("/people/leave", "REQUESTED", "APPROVED")
    step = clerk.random.choice(("approve", "refuse", "cancel"))
    clerk.post(f"/people/leave/{leave['id']}/{step}")


@deed(2)
def make_a_roster(clerk: Clerk) -> None:
    people, shift = clerk.all("/people/employees"), clerk.one("/people/shift-patterns")
    first = clerk.day(1, 60)
    lines = [
        {"employee_id": one["id"], "work_date": first, "shift_id": shift["id"]}
        for one in clerk.several(people, 3)
    ]
    body = {"site_id": clerk.company.sites[0], "first_date": first, "last_date": first}
    roster = clerk.post("/people/rosters", body | {"lines": lines})
    clerk.post(f"/people/rosters/{roster['id']}/publish")
    if clerk.chance(0.5):
        clerk.post(f"/people/rosters/{roster['id']}/revise")
