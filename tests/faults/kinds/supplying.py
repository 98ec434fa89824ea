"""Planning, purchase orders, receipts, inspections, production orders."""

from decimal import Decimal
from typing import Any

from tests.faults.kinds.clerk import Clerk, NothingToDo, Row, deed

PURCHASES, MADE = "/purchase-orders", "/production-orders"
PLANNED, MESSAGES = "/planning/planned-orders", "/planning/action-messages"
COMING = ("SENT", "CONFIRMED", "CONFIRMED")


@deed(3)
def run_planning(clerk: Clerk) -> None:
    clerk.post("/planning/runs")


@deed(8)
def release_planned_orders(clerk: Clerk) -> None:
    rows = clerk.all(PLANNED, status=clerk.random.choice(("PLANNED", "PLANNED", "FIRMED")))
    chosen = [row["id"] for row in clerk.several(rows, 12)]
    clerk.post(f"{PLANNED}/release", {"planned_order_ids": chosen})


@deed(4)
def firm_a_planned_order(clerk: Clerk) -> None:
    planned = clerk.one(PLANNED, "PLANNED")
    clerk.post(f"{PLANNED}/{planned['id']}/firm", {"quantity": planned["quantity"]})


@deed(2)
def cancel_a_planned_order(clerk: Clerk) -> None:
    planned = clerk.one(PLANNED, "PLANNED", "FIRMED")
    clerk.post(f"{PLANNED}/{planned['id']}/cancel")


@deed(6)
def apply_a_message(clerk: Clerk) -> None:
    message = clerk.one(MESSAGES, "OPEN")
    clerk.post(f"{MESSAGES}/{message['id']}/apply")


@deed(2)
def dismiss_a_message(clerk: Clerk) -> None:
    message = clerk.one(MESSAGES, "OPEN")
    clerk.post(f"{MESSAGES}/{message['id']}/dismiss", {"reason": "not now"})


@deed(6)
def order_by_hand(clerk: Clerk) -> None:
    offer = clerk.random.choice(clerk.company.offers)
    others = [row for row in clerk.company.offers if row["supplier_id"] == offer["supplier_id"]]
    lines = [
        {
            "item_id": row["item_id"],
            "quantity": row["minimum_order_quantity"],
            "requested_date": clerk.day(2, 20),
        }
        for row in clerk.several(others, 2)
    ]
    body = {"supplier_id": offer["supplier_id"], "site_id": clerk.company.sites[0], "lines": lines}
    order = clerk.post(PURCHASES, body)
    if clerk.chance(0.7):
        placed = clerk.post(f"{PURCHASES}/{order['id']}/submit")
        if placed["status"] == "APPROVED":
            clerk.post(f"{PURCHASES}/{order['id']}/send")


@deed(8)
def submit_a_purchase(clerk: Clerk) -> None:
    order = clerk.one(PURCHASES, "DRAFT")
    clerk.post(f"{PURCHASES}/{order['id']}/submit")


@deed(5)
def approve_a_purchase(clerk: Clerk) -> None:
    order = clerk.one(PURCHASES, "AWAITING_APPROVAL")
    if clerk.chance(0.1):
        clerk.post(f"{PURCHASES}/{order['id']}/give-back", {"reason": "too dear"})
    else:
        clerk.post(f"{PURCHASES}/{order['id']}/approve")


@deed(8)
def send_a_purchase(clerk: Clerk) -> None:
    order = clerk.one(PURCHASES, "APPROVED")
    clerk.post(f"{PURCHASES}/{order['id']}/send")


def parts_of(order: Row) -> list[Row]:
    return [
        part
        for line in order["lines"]
        for part in line["schedule_lines"]
        if Decimal(part["open_quantity"]) > 0
    ]


@deed(8)
def answer_a_purchase(clerk: Clerk) -> None:
    order = clerk.open(PURCHASES, *COMING)
    answers: list[Row] = []
    for part in parts_of(order):
        kind = clerk.random.choice(("ACCEPT", "ACCEPT", "CHANGE", "REJECT"))
        answer: Row = {"schedule_line_id": part["id"], "kind": kind}
        if kind == "CHANGE":
            later = {"quantity": part["open_quantity"], "confirmed_date": clerk.day(1, 30)}
            answer["parts"] = [later]
        if kind == "REJECT":
            answer["reason"] = "sold out"
        answers.append(answer)
    clerk.post(f"{PURCHASES}/{order['id']}/answer", {"answers": answers} if answers else {})


@deed(5)
def change_a_purchase(clerk: Clerk) -> None:
    order = clerk.open(PURCHASES, "DRAFT", *COMING)
    part = clerk.some(parts_of(order))
    change: Row = {"schedule_line_id": part["id"]}
    if clerk.chance(0.5):
        change["new_date"] = clerk.day(1, 40)
    elif clerk.chance(0.5):
        change["new_quantity"] = str(Decimal(part["open_quantity"]) * 2)
    else:
        change["cancel"] = True
    clerk.post(f"{PURCHASES}/{order['id']}/change", {"changes": [change], "reason": "plan"})


@deed(5)
def answer_a_proposal(clerk: Clerk) -> None:
    proposal = clerk.one("/purchase-proposals", "OPEN")
    body = {"accept": clerk.chance(0.8), "reason": "as you like"}
    clerk.post(f"/purchase-proposals/{proposal['id']}/answer", body)


@deed(2)
def cancel_a_purchase(clerk: Clerk) -> None:
    order = clerk.one(PURCHASES, "DRAFT", "APPROVED", *COMING)
    clerk.post(f"{PURCHASES}/{order['id']}/cancel", {"reason": "not needed"})


@deed(2)
def close_a_purchase(clerk: Clerk) -> None:
    order = clerk.one(PURCHASES, *COMING)
    clerk.post(f"{PURCHASES}/{order['id']}/close-short", {"reason": "no more comes"})


@deed(14)
def receive_goods(clerk: Clerk) -> None:
    order = clerk.open(PURCHASES, *COMING)
    lines = [
        {
            "purchase_order_line_id": line["id"],
            "quantity": clerk.share(sum(Decimal(part["open_quantity"]) for part in parts)),
        }
        for line in order["lines"]
        if (parts := [one for one in parts_of(order) if one in line["schedule_lines"]])
    ]
    if not lines:
        raise NothingToDo
    clerk.random.shuffle(lines)
    clerk.post(f"{PURCHASES}/{order['id']}/receipts", {"lines": lines})


@deed(3)
def send_goods_back(clerk: Clerk) -> None:
    receipt = clerk.one("/goods-receipts", kind="RECEIPT")
    line = clerk.some(receipt["lines"])
    body = {
        "lines": [{"receipt_line_id": line["id"], "quantity": "1"}],
        "reason_code": "DEFECT",
        "replacement": clerk.chance(0.5),
    }
    clerk.post(f"{PURCHASES}/{receipt['purchase_order_id']}/returns", body)


@deed(2)
def order_a_requisition(clerk: Clerk) -> None:
    row = clerk.one("/purchase-requisitions", "OPEN")
    path = f"/purchase-requisitions/{row['id']}"
    if clerk.chance(0.7):
        supplier = clerk.random.choice(clerk.company.suppliers)
        clerk.post(f"{path}/order", {"supplier_id": supplier, "unit_price": "7"})
    else:
        clerk.post(f"{path}/drop", {"reason": "not needed"})


@deed(2)
def inspect_stock(clerk: Clerk) -> None:
    heap = clerk.some([row for row in heaps(clerk) if row["status"] == "AVAILABLE"])
    body = {
        "item_id": heap["item_id"],
        "site_id": heap["site_id"],
        "location_id": heap["location_id"],
        "lot": heap["lot"],
        "quantity": "1",
        "stock_status": "AVAILABLE",
    }
    clerk.post("/inspections", body)


def heaps(clerk: Clerk) -> list[Row]:
    item = clerk.random.choice([*clerk.company.sold, *clerk.company.bought])
    rows = clerk.all("/stock/balances", item_id=item)
    return [row for row in rows if Decimal(row["on_hand"]) > 0]


@deed(8)
def decide_an_inspection(clerk: Clerk) -> None:
    row = clerk.one("/inspections", "OPEN")
    left = Decimal(row["open_quantity"])
    failed = min(left, Decimal(clerk.random.choice((0, 0, 1, 5))))
    body: Row = {"passed_quantity": str(left - failed)}
    if failed:
        disposition = clerk.random.choice(("SCRAP", "BACK_TO_SUPPLIER", "USE_AS_IS"))
        body |= {"failed_quantity": str(failed), "defect_code": "MATERIAL"}
        body |= {"disposition": disposition}
    clerk.post(f"/inspections/{row['id']}/decide", body)


@deed(2)
def take_back_a_decision(clerk: Clerk) -> None:
    row = clerk.open("/inspections", "DECIDED")
    decision = clerk.some(row["decisions"])
    path = f"/inspections/{row['id']}/decisions/{decision['id']}/reverse"
    clerk.post(path, {"reason": "seen wrongly"})


@deed(3)
def make_by_hand(clerk: Clerk) -> None:
    body: dict[str, Any] = {
        "item_id": clerk.random.choice([*clerk.company.sold, *clerk.company.made]),
        "site_id": clerk.company.sites[0],
        "quantity": clerk.random.randint(1, 30),
        "due_date": clerk.day(2, 20),
    }
    clerk.post(MADE, body)


@deed(8)
def release_production(clerk: Clerk) -> None:
    order = clerk.one(MADE, "CREATED")
    clerk.post(f"{MADE}/{order['id']}/release", {})


@deed(6)
def issue_components(clerk: Clerk) -> None:
    order = clerk.one(MADE, "RELEASED", "STARTED")
    clerk.post(f"{MADE}/{order['id']}/issue", {"posting_date": clerk.today})


@deed(2)
def return_components(clerk: Clerk) -> None:
    order = clerk.open(MADE, "STARTED")
    line = clerk.some([row for row in order["components"] if Decimal(row["issued_quantity"]) > 0])
    part = {"component_line_id": line["id"], "quantity": clerk.share(line["issued_quantity"])}
    body = {"posting_date": clerk.today, "lines": [part]}
    clerk.post(f"{MADE}/{order['id']}/return", body)


@deed(4)
def report_an_operation(clerk: Clerk) -> None:
    order = clerk.one(MADE, "RELEASED", "STARTED")
    body = {"operation_number": 10, "posting_date": clerk.today, "good_quantity": 1}
    clerk.post(f"{MADE}/{order['id']}/report", body | {"run_minutes": 3})


@deed(10)
def complete_production(clerk: Clerk) -> None:
    order = clerk.one(MADE, "RELEASED", "STARTED")
    left = Decimal(order["quantity"]) - Decimal(order["completed_quantity"])
    body = {"quantity": clerk.share(left), "posting_date": clerk.today}
    clerk.post(f"{MADE}/{order['id']}/complete", body)


@deed(2)
def take_back_a_report(clerk: Clerk) -> None:
    order = clerk.one(MADE, "STARTED", "COMPLETED")
    reports = clerk.get(f"{MADE}/{order['id']}/reports")
    body = {"posting_date": clerk.today, "reason_code": "TYPO"}
    clerk.post(f"{MADE}/reports/{clerk.some(reports)['id']}/reverse", body)


@deed(2)
def take_back_a_completion(clerk: Clerk) -> None:
    order = clerk.open(MADE, "STARTED", "COMPLETED")
    body = {"posting_date": clerk.today, "reason_code": "TYPO"}
    clerk.post(f"{MADE}/completions/{clerk.some(order['completions'])['id']}/reverse", body)


@deed(3)
def change_production(clerk: Clerk) -> None:
    order = clerk.one(MADE, "CREATED", "RELEASED", "STARTED")
    path = f"{MADE}/{order['id']}"
    chosen = clerk.random.randrange(3)
    if chosen == 0:
        clerk.post(f"{path}/reschedule", {"due_date": clerk.day(2, 30), "reason": "late"})
    elif chosen == 1:
        more = str(Decimal(order["quantity"]) + 2)
        clerk.post(f"{path}/quantity", {"quantity": more, "reason": "more"})
    else:
        clerk.post(f"{path}/split", {"quantity": "1"})


@deed(2)
def cancel_production(clerk: Clerk) -> None:
    order = clerk.one(MADE, "CREATED", "RELEASED")
    clerk.post(f"{MADE}/{order['id']}/cancel", {"reason": "not wanted"})


@deed(3)
def close_production(clerk: Clerk) -> None:
    order = clerk.one(MADE, "STARTED", "COMPLETED", "COMPLETED")
    clerk.post(f"{MADE}/{order['id']}/close", {"posting_date": clerk.today})


@deed(4)
def decide_a_production_proposal(clerk: Clerk) -> None:
    proposal = clerk.one("/production-proposals", "OPEN")
    step = clerk.random.choice(("accept", "accept", "reject"))
    clerk.post(f"/production-proposals/{proposal['id']}/{step}", {"reason": "as the plan says"})
