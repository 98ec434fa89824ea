"""Invoices, payments, suppliers' invoices, the ledger; stock, counts, transfers."""

from decimal import Decimal

from tests.faults.kinds.clerk import Clerk, Row, deed
from tests.faults.kinds.supplying import PURCHASES, heaps

INVOICES, OWED, OWING = "/supplier-invoices", "/receivables", "/payables"
TRANSFERS, COUNTS = "/transfer-orders", "/stock-counts"


@deed(8)
def invoice_deliveries(clerk: Clerk) -> None:
    goods = clerk.all("/deliveries", status=clerk.random.choice(("SHIPPED", "PROVEN")))
    chosen = [row["id"] for row in clerk.several(goods, 3)]
    clerk.post("/sales-invoices", {"delivery_ids": chosen})


@deed(2)
def credit_an_invoice(clerk: Clerk) -> None:
    invoice = clerk.open("/sales-invoices", kind="INVOICE")
    line = clerk.some(invoice["lines"])
    body = {"reason": "scratched", "lines": [{"invoice_line_id": line["id"], "quantity": "1"}]}
    clerk.post(f"/sales-invoices/{invoice['id']}/credit", body)


def settled(clerk: Clerk, rows: list[Row]) -> list[Row]:
    return [
        {"open_item_id": row["id"], "amount": clerk.share(row["open_amount"])}
        for row in clerk.several(rows, 3)
    ]


@deed(6)
def take_a_payment(clerk: Clerk) -> None:
    customer = clerk.random.choice(clerk.company.customers)
    rows = clerk.all(f"{OWED}/open-items", customer_id=customer, is_open=True)
    settle = settled(clerk, [row for row in rows if Decimal(row["open_amount"]) > 0])
    body: Row = {"customer_id": customer, "currency": "CNY", "posting_date": clerk.today}
    body["amount"] = str(sum(Decimal(row["amount"]) for row in settle))
    if clerk.chance(0.6):
        body["settle"] = settle
    clerk.post(f"{OWED}/receipts", body)


@deed(3)
def take_back_a_receipt(clerk: Clerk) -> None:
    receipt = clerk.one(f"{OWED}/receipts")
    body = {"posting_date": clerk.today, "reason": "bounced"}
    clerk.post(f"{OWED}/receipts/{receipt['id']}/reverse", body)


@deed(2)
def net_receivables(clerk: Clerk) -> None:
    customer = clerk.random.choice(clerk.company.customers)
    rows = clerk.all(f"{OWED}/open-items", customer_id=customer, is_open=True)
    plus = clerk.some([row for row in rows if Decimal(row["open_amount"]) > 0])
    minus = clerk.some([row for row in rows if Decimal(row["open_amount"]) < 0])
    amount = min(Decimal(plus["open_amount"]), -Decimal(minus["open_amount"]))
    body = {
        "customer_id": customer,
        "currency": "CNY",
        "posting_date": clerk.today,
        "settle": [
            {"open_item_id": minus["id"], "amount": str(-amount)},
            {"open_item_id": plus["id"], "amount": str(amount)},
        ],
    }
    clerk.post(f"{OWED}/nettings", body)


@deed(1)
def write_off_a_receivable(clerk: Clerk) -> None:
    row = clerk.one(f"{OWED}/open-items", is_open=True)
    body = {"amount": "0.5", "posting_date": clerk.today, "reason": "small"}
    clerk.post(f"{OWED}/open-items/{row['id']}/write-off", body)


@deed(8)
def enter_a_supplier_invoice(clerk: Clerk) -> None:
    order = clerk.open(PURCHASES, "SENT", "CONFIRMED", "CLOSED", "CLOSED")
    lines = []
    for line in order["lines"]:
        left = Decimal(line["received_quantity"]) - Decimal(line["returned_quantity"])
        left -= Decimal(line["invoiced_quantity"])
        if left > 0:
            dearer = Decimal(clerk.random.choice(("1", "1", "1.3")))
            one = {"purchase_order_line_id": line["id"], "quantity": str(left)}
            lines.append(one | {"unit_price": str(Decimal(line["unit_price"]) * dearer)})
    clerk.random.shuffle(lines)
    body = {
        "supplier_id": order["supplier_id"],
        "supplier_reference": f"{order['number']}/{clerk.random.randrange(10**9)}",
        "document_date": clerk.today,
        "lines": clerk.several(lines, len(lines)),
    }
    clerk.post(INVOICES, body)


@deed(6)
def post_a_supplier_invoice(clerk: Clerk) -> None:
    invoice = clerk.one(INVOICES, "MATCHED", "MATCHED", "RELEASED")
    clerk.post(f"{INVOICES}/{invoice['id']}/post", {})


@deed(3)
def match_a_supplier_invoice(clerk: Clerk) -> None:
    invoice = clerk.one(INVOICES, "BLOCKED")
    step = clerk.random.choice(("match", "release", "release", "cancel"))
    clerk.post(f"{INVOICES}/{invoice['id']}/{step}", {"reason": "agreed"})


@deed(1)
def cancel_a_supplier_invoice(clerk: Clerk) -> None:
    invoice = clerk.one(INVOICES, "MATCHED", "RELEASED")
    clerk.post(f"{INVOICES}/{invoice['id']}/cancel", {"reason": "sent twice"})


@deed(4)
def pay_a_supplier(clerk: Clerk) -> None:
    supplier = clerk.random.choice(clerk.company.suppliers)
    rows = clerk.all(f"{OWING}/open-items", supplier_id=supplier, is_open=True)
    settle = settled(clerk, [row for row in rows if Decimal(row["open_amount"]) > 0])
    body: Row = {"supplier_id": supplier, "currency": "CNY", "posting_date": clerk.today}
    body["amount"] = str(sum(Decimal(row["amount"]) for row in settle))
    clerk.post(f"{OWING}/payments", body | {"settle": settle})


@deed(2)
def take_back_a_payment(clerk: Clerk) -> None:
    payment = clerk.one(f"{OWING}/payments")
    body = {"posting_date": clerk.today, "reason": "wrong account"}
    clerk.post(f"{OWING}/payments/{payment['id']}/reverse", body)


@deed(2)
def book_by_hand(clerk: Clerk) -> None:
    accounts = [row for row in clerk.all("/ledger/accounts", sort="code") if not row["is_control"]]
    debit, credit = clerk.random.sample(accounts, 2)
    lines = [
        {"account_code": debit["code"], "debit": 10},
        {"account_code": credit["code"], "credit": 10},
    ]
    body = {"posting_date": clerk.today, "text": "rent", "lines": lines}
    entry = clerk.post("/ledger/journal-entries", body)
    if clerk.chance(0.5):
        body = {"posting_date": clerk.today, "text": "not rent"}
        clerk.post(f"/ledger/journal-entries/{entry['id']}/reverse", body)


@deed(2)
def revalue_stock(clerk: Clerk) -> None:
    item = clerk.random.choice(clerk.company.bought)
    body = {"item_id": item, "site_id": clerk.company.sites[0], "posting_date": clerk.today}
    clerk.post("/costing/revaluations", body | {"unit_cost": "9.5", "reason": "market"})


@deed(1)
def close_a_period(clerk: Clerk) -> None:
    step, status = clerk.random.choice((("close", "OPEN"), ("reopen", "CLOSED")))
    rows = clerk.get("/ledger/periods", status=status)["items"]
    past = [row for row in rows if row["code"] < clerk.today[:7]]
    period = clerk.some(past[-1:] if step == "close" else past[:1])
    clerk.post(f"/ledger/periods/{period['code']}/{step}", {"reason": "late bill"})


def _place(heap: Row) -> Row:
    names = ("item_id", "site_id", "location_id", "lot", "serial_number", "status", "owner_id")
    return {name: heap[name] for name in names}


@deed(3)
def adjust_stock(clerk: Clerk) -> None:
    heap = clerk.some(heaps(clerk))
    body: Row = {"posting_date": clerk.today, "lines": [_place(heap) | {"quantity": "1"}]}
    chosen = clerk.random.randrange(2)
    if chosen == 0:
        clerk.post("/stock/scrap", body | {"reason_code": "BROKEN"})
    else:
        to = "BLOCKED" if heap["status"] == "AVAILABLE" else "AVAILABLE"
        clerk.post("/stock/status-changes", body | {"reason_code": "SEEN", "to_status": to})


@deed(3)
def move_stock(clerk: Clerk) -> None:
    heap = clerk.some(heaps(clerk))
    there = clerk.some(
        [row for row in clerk.all("/locations") if row["site_id"] == heap["site_id"]]
    )
    body: Row = {"posting_date": clerk.today, "to_location_id": there["id"]}
    body["lines"] = [_place(heap) | {"quantity": "1"}]
    clerk.post("/stock/moves", body)


@deed(2)
def block_a_lot(clerk: Clerk) -> None:
    heap = clerk.some([row for row in heaps(clerk) if row["lot"] not in {"", "L1"}])
    body = {"item_id": heap["item_id"], "number": heap["lot"], "posting_date": clerk.today}
    clerk.post("/stock/lots/status", body | {"status": "BLOCKED", "reason_code": "RECALL"})
    clerk.post("/stock/lots/status", body | {"status": "AVAILABLE", "reason_code": "FINE"})


@deed(2)
def reverse_a_movement(clerk: Clerk) -> None:
    kind = clerk.random.choice(("SCRAP", "TRANSFER", "STATUS_CHANGE"))
    movement = clerk.one("/stock/movements", kind=kind)
    body = {"posting_date": clerk.today, "reason_code": "TYPO"}
    clerk.post(f"/stock/movements/{movement['id']}/reverse", body)


@deed(2)
def post_opening_stock(clerk: Clerk) -> None:
    items = clerk.several(clerk.company.bought, 4)
    lines = [
        {"item_id": item, "site_id": clerk.company.sites[0], "quantity": 50, "unit_cost": "8"}
        for item in items
    ]
    clerk.post("/stock/openings", {"posting_date": clerk.today, "lines": lines})


@deed(3)
def count_stock(clerk: Clerk) -> None:
    items = clerk.several(clerk.company.bought, 3)
    body = {"site_id": clerk.company.sites[0], "item_ids": items}
    count = clerk.get(f"{COUNTS}/{clerk.post(COUNTS, body)['id']}")
    lines = [_place(line) | {"quantity": clerk.random.randint(5, 60)} for line in count["lines"]]
    clerk.post(f"{COUNTS}/{count['id']}/record", {"lines": lines})


@deed(3)
def post_a_count(clerk: Clerk) -> None:
    count = clerk.one(COUNTS, "OPEN")
    if clerk.chance(0.2):
        clerk.post(f"{COUNTS}/{count['id']}/cancel")
    else:
        body = {"posting_date": clerk.today, "reason_code": "COUNTED"}
        clerk.post(f"{COUNTS}/{count['id']}/post", body)


@deed(3)
def order_a_transfer(clerk: Clerk) -> None:
    here, there = clerk.random.sample(clerk.company.sites, 2)
    items = clerk.several([*clerk.company.bought, *clerk.company.sold], 3)
    lines = [{"item_id": item, "quantity": clerk.random.randint(1, 5)} for item in items]
    body = {"from_site_id": here, "to_site_id": there, "lines": lines}
    clerk.post(TRANSFERS, body | {"ship_date": clerk.day(0, 2), "due_date": clerk.day(3, 6)})


@deed(5)
def carry_a_transfer(clerk: Clerk) -> None:
    order = clerk.one(TRANSFERS, "CREATED", "SHIPPED")
    step = "ship" if order["status"] == "CREATED" else "receive"
    clerk.post(f"{TRANSFERS}/{order['id']}/{step}", {"posting_date": clerk.today})


@deed(2)
def end_a_transfer(clerk: Clerk) -> None:
    order = clerk.open(TRANSFERS, "CREATED", "CREATED", "SHIPPED")
    path = f"{TRANSFERS}/{order['id']}"
    if order["status"] == "SHIPPED":
        clerk.post(f"{path}/close", {"posting_date": clerk.today, "reason_code": "LOST"})
    elif clerk.chance(0.5):
        clerk.post(f"{path}/cancel", {"reason": "not needed"})
    else:
        line = {"line_id": clerk.some(order["lines"])["id"], "quantity": "2"}
        clerk.post(f"{path}/change", {"lines": [line], "reason": "less"})
