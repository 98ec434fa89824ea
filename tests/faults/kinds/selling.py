"""Orders, quotations, promises, deliveries, shipments, returns."""

from decimal import Decimal

from tests.faults.kinds.clerk import Clerk, NothingToDo, Row, deed

ORDERS, DELIVERIES = "/sales-orders", "/deliveries"
SHIPMENTS, RETURNS = "/shipments", "/customer-returns"
OPEN = ("CONFIRMED", "CONFIRMED", "PLACED", "AWAITING_PROMISE", "CREDIT_BLOCKED")


def wanted(clerk: Clerk) -> list[Row]:
    return [
        {
            "item_id": item,
            "quantity": clerk.random.randint(1, 9),
            "requested_date": clerk.day(1, 40),
        }
        for item in clerk.several(clerk.company.sold, 2)
    ]


def an_order(clerk: Clerk) -> Row:
    return {"customer_id": clerk.random.choice(clerk.company.customers), "lines": wanted(clerk)}


@deed(12)
def place_an_order(clerk: Clerk) -> None:
    order = clerk.post(ORDERS, an_order(clerk))
    if clerk.chance(0.7):
        clerk.post(f"{ORDERS}/{order['id']}/confirm")


@deed(2)
def place_several_orders(clerk: Clerk) -> None:
    clerk.post(f"{ORDERS}/bulk", {"orders": [an_order(clerk) for _ in range(4)]})


@deed(6)
def confirm_an_order(clerk: Clerk) -> None:
    order = clerk.one(ORDERS, "PLACED", "AWAITING_PROMISE", "CREDIT_BLOCKED")
    clerk.post(f"{ORDERS}/{order['id']}/confirm")


@deed(3)
def release_credit(clerk: Clerk) -> None:
    order = clerk.one(ORDERS, "CREDIT_BLOCKED")
    clerk.post(f"{ORDERS}/{order['id']}/release-credit", {"reason": "known"})


@deed(8)
def change_an_order(clerk: Clerk) -> None:
    order = clerk.open(ORDERS, *OPEN)
    line = clerk.some(order["lines"])
    change = {"line_id": line["id"]}
    chosen = clerk.random.randrange(4)
    if chosen == 0:
        change["requested_date"] = clerk.day(1, 60)
    elif chosen == 1:
        change["cancel_reason"] = "OTHER"
    else:
        change["quantity"] = clerk.random.randint(1, 8)
    body: Row = {"reason": "asked for", "changes": [change]}
    if clerk.chance(0.3):
        body["new_lines"] = wanted(clerk)
    clerk.post(f"{ORDERS}/{order['id']}/amend", body)


@deed(4)
def cancel_an_order(clerk: Clerk) -> None:
    order = clerk.one(ORDERS, *OPEN)
    clerk.post(f"{ORDERS}/{order['id']}/cancel", {"reason": "not wanted"})


@deed(2)
def promise_by_hand(clerk: Clerk) -> None:
    order = clerk.open(ORDERS, "AWAITING_PROMISE", "PLACED", "CONFIRMED")
    parts = [part["id"] for line in order["lines"] for part in line["schedule"]]
    body = [{"schedule_line_id": part, "promised_date": clerk.day(1, 30)} for part in parts]
    clerk.post(f"{ORDERS}/{order['id']}/promise", {"promises": body})


@deed(3)
def accept_proposed_dates(clerk: Clerk) -> None:
    order = clerk.one(ORDERS, is_endangered=True)
    clerk.post(f"{ORDERS}/{order['id']}/accept-proposed-dates", {})


@deed(2)
def keep_promised_dates(clerk: Clerk) -> None:
    order = clerk.one(ORDERS, is_endangered=True)
    clerk.post(f"{ORDERS}/{order['id']}/keep-promised-dates", {"reason": "it must be"})


@deed(5)
def ask_for_a_promise(clerk: Clerk) -> None:
    lines = [line | {"site_id": clerk.company.sites[0]} for line in wanted(clerk)]
    clerk.post("/promises/estimates", {"lines": lines})


@deed(2)
def free_a_hold(clerk: Clerk) -> None:
    hold = clerk.one("/promises/holds", "HELD", "COMMITTED")
    clerk.post(f"/promises/holds/{hold['id']}/release")


@deed(4)
def quote(clerk: Clerk) -> None:
    quotation = clerk.post("/quotations", an_order(clerk))
    path = f"/quotations/{quotation['id']}"
    clerk.post(f"{path}/estimate")
    clerk.post(f"{path}/send")
    if clerk.chance(0.8):
        clerk.post(f"{path}/accept", {})


@deed(2)
def revise_a_quotation(clerk: Clerk) -> None:
    quotation = clerk.one("/quotations", "DRAFT", "SENT")
    body = {"lines": [wanted(clerk)[0] | {"discount_ratio": "0.2"}]}
    revised = clerk.post(f"/quotations/{quotation['id']}/revise", body)
    clerk.post(f"/quotations/{revised['id']}/ask-approval")


@deed(2)
def approve_a_quotation(clerk: Clerk) -> None:
    quotation = clerk.one("/quotations", "AWAITING_APPROVAL")
    clerk.post(f"/quotations/{quotation['id']}/approve", {})
    clerk.post(f"/quotations/{quotation['id']}/send")


@deed(2)
def decline_a_quotation(clerk: Clerk) -> None:
    quotation = clerk.one("/quotations", "SENT")
    clerk.post(f"/quotations/{quotation['id']}/decline", {"reason": "PRICE"})


@deed(10)
def make_a_delivery(clerk: Clerk) -> None:
    lines = []
    customer = clerk.random.choice(clerk.company.customers)
    orders = clerk.all(ORDERS, status="CONFIRMED", customer_id=customer)
    for row in clerk.several(orders[:12], 2):
        order = clerk.get(f"{ORDERS}/{row['id']}")
        parts = [part for line in order["lines"] for part in line["schedule"]]
        lines += [
            {"schedule_line_id": part["id"], "quantity": clerk.share(part["open_quantity"])}
            for part in parts
            if Decimal(part["open_quantity"]) > 0
        ]
    clerk.post(DELIVERIES, {"lines": clerk.several(lines, 9)})


@deed(2)
def make_due_deliveries(clerk: Clerk) -> None:
    clerk.post(f"{DELIVERIES}/due", {"until_date": clerk.day(0, 20)})


@deed(10)
def pick_a_delivery(clerk: Clerk) -> None:
    goods = clerk.one(DELIVERIES, "CREATED")
    clerk.post(f"{DELIVERIES}/{goods['id']}/pick", {})


@deed(6)
def ship_a_delivery(clerk: Clerk) -> None:
    goods = clerk.one(DELIVERIES, "PICKED")
    body = {"carrier": "SF", "tracking_number": goods["number"]}
    clerk.post(f"{DELIVERIES}/{goods['id']}/ship", body)


@deed(4)
def prove_a_delivery(clerk: Clerk) -> None:
    goods = clerk.one(DELIVERIES, "SHIPPED")
    clerk.post(f"{DELIVERIES}/{goods['id']}/prove", {"received_by": "dock"})


@deed(3)
def cancel_a_delivery(clerk: Clerk) -> None:
    goods = clerk.one(DELIVERIES, "CREATED", "PICKED")
    clerk.post(f"{DELIVERIES}/{goods['id']}/cancel", {"reason": "too early"})


@deed(5)
def make_a_shipment(clerk: Clerk) -> None:
    found = clerk.several(clerk.all(f"{SHIPMENTS}/deliveries", status="PICKED"), 2)
    body = {"delivery_ids": [row["delivery_id"] for row in found]}
    shipment = clerk.post(SHIPMENTS, body)
    offers = clerk.get(f"{SHIPMENTS}/{shipment['id']}/offers")
    term = clerk.some([offer["term_id"] for offer in offers if not offer["problem"]])
    clerk.post(f"{SHIPMENTS}/{shipment['id']}/carrier", {"term_id": term})


@deed(2)
def change_a_shipment(clerk: Clerk) -> None:
    shipment = clerk.one(SHIPMENTS, "PLANNED")
    clerk.patch(f"{SHIPMENTS}/{shipment['id']}", {"planned_date": clerk.day(0, 5)})


@deed(5)
def dispatch_a_shipment(clerk: Clerk) -> None:
    shipment = clerk.one(SHIPMENTS, "PLANNED")
    body = {"tracking_number": shipment["number"]}
    clerk.post(f"{SHIPMENTS}/{shipment['id']}/dispatch", body)


@deed(3)
def track_a_shipment(clerk: Clerk) -> None:
    shipment = clerk.one(SHIPMENTS, "DISPATCHED")
    body = {"code": "DELAYED", "happened_at": clerk.now, "delay_days": 1}
    clerk.post(f"{SHIPMENTS}/{shipment['id']}/tracking", body)


@deed(4)
def prove_a_shipment(clerk: Clerk) -> None:
    shipment = clerk.open(SHIPMENTS, "DISPATCHED")
    stop = clerk.some(shipment["stops"])
    body = {"delivery_id": stop["delivery_id"], "signed_by": "dock"}
    clerk.post(f"{SHIPMENTS}/{shipment['id']}/proof", body)


@deed(2)
def correct_freight(clerk: Clerk) -> None:
    shipment = clerk.one(SHIPMENTS, "DISPATCHED", "DELIVERED")
    body = {"amount": clerk.random.randint(30, 90), "reason": "weighed"}
    clerk.post(f"{SHIPMENTS}/{shipment['id']}/freight", body)


@deed(2)
def cancel_a_shipment(clerk: Clerk) -> None:
    shipment = clerk.one(SHIPMENTS, "PLANNED")
    clerk.post(f"{SHIPMENTS}/{shipment['id']}/cancel", {"reason": "no lorry"})


@deed(4)
def announce_a_return(clerk: Clerk) -> None:
    goods = clerk.open(DELIVERIES, "SHIPPED", "PROVEN")
    line = clerk.some(goods["lines"])
    body = {"delivery_line_id": line["id"], "quantity": 1, "reason_code": "DEFECT"}
    clerk.post(RETURNS, {"customer_id": goods["customer_id"], "lines": [body]})


@deed(4)
def receive_a_return(clerk: Clerk) -> None:
    back = clerk.open(RETURNS, "OPEN")
    lines = [
        {"line_id": line["id"], "quantity": line["quantity"], "lot": line["lot"] or "L1"}
        for line in back["lines"]
    ]
    clerk.post(f"{RETURNS}/{back['id']}/receive", {"lines": lines})


@deed(4)
def settle_a_return(clerk: Clerk) -> None:
    back = clerk.open(RETURNS, "OPEN")
    lines = [
        {"line_id": line["id"], "quantity": line["received_quantity"]}
        for line in back["lines"]
        if Decimal(line["received_quantity"]) > Decimal(line["settled_quantity"])
    ]
    if not lines:
        raise NothingToDo
    path = f"{RETURNS}/{back['id']}"
    if clerk.chance(0.5):
        clerk.post(f"{path}/refund", {"lines": lines})
    else:
        outcome = clerk.random.choice(("REPLACE", "SCRAP"))
        settled = [line | {"outcome": outcome, "defect_code": "MATERIAL"} for line in lines]
        clerk.post(f"{path}/settle", {"lines": settled})


@deed(1)
def end_a_return(clerk: Clerk) -> None:
    back = clerk.one(RETURNS, "OPEN")
    if clerk.chance(0.5):
        clerk.post(f"{RETURNS}/{back['id']}/close")
    else:
        clerk.post(f"{RETURNS}/{back['id']}/cancel", {"reason": "kept"})
