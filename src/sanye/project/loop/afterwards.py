"""What happens after goods have come or gone: inspection, complaint, return, a customer's score."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from sanye.project.loop.shares import Every
from sanye.project.loop.world import World

Row = dict[str, Any]

DEFECT = "MATERIAL"
SCRAP = "SCRAP"
BACK = "BACK_TO_SUPPLIER"
REFUND = "REFUND"
REPLACE = "REPLACE"
RESOLUTIONS = {REFUND: "REFUNDED", REPLACE: "REPLACED"}
TRAVEL_AMOUNTS = (80, 240)
"""What a visit costs, in the company's currency."""

CONTENT, LATE, DISAPPOINTED = 5, 3, 2
HELPED, EXPLAINED = 4, 3
"""Scores: goods in time, later than asked, complained about; a case that gave something, or not."""


def inspect(world: World, chosen: Collection[str] | None, failed: Every, random: Random) -> int:
    """The inspector decides what came in: of chosen purchase orders, or (None) of all.

    What fails of a lot is scrapped, or goes back to the supplier who owes it again. Returns the
    number decided.
    """
    rows = [
        row
        for row in world.all("/inspections", status="OPEN", source_type="goods_receipt")
        if chosen is None or row["purchase_order_id"] in chosen
    ]
    for row in rows:
        bad = _bad_part(row) if failed.is_hit() else Decimal(0)
        decision: Row = {"passed_quantity": str(Decimal(row["open_quantity"]) - bad)}
        if bad:
            disposition = random.choice((SCRAP, BACK))
            decision |= _failure(bad, disposition) | {"replacement": disposition == BACK}
        world.post(f"/inspections/{row['id']}/decide", decision)
    return len(rows)


def _bad_part(row: Row) -> Decimal:
    """A tenth of the lot in whole units, at least one, at most all."""
    quantity = Decimal(row["open_quantity"])
    return min(quantity, max(Decimal(1), quantity // 10))


def _failure(quantity: Decimal, disposition: str) -> Row:
    return {
        "failed_quantity": str(quantity),
        "defect_code": DEFECT,
        "disposition": disposition,
    }


class Complaints:
    """Customers who complain: the case, what it costs, what comes back, what they get."""

    def __init__(self, world: World, random: Random, back: Every, today: date) -> None:
        self.world = world
        self.random = random
        self.back = back
        self.today = today
        self.codes = {kind: self._codes_of(kind) for kind in ("FAILURE", "CAUSE", "RETURN")}

    def _codes_of(self, kind: str) -> list[str]:
        """The company's codes; one without any sets its service up first."""
        for _ in range(2):
            rows = self.world.all("/service/codes", kind=kind)
            codes = sorted(row["code"] for row in rows)
            if codes:
                break
            self.world.post("/service/set-up")
        return codes

    def complain(self, order: Row, delivery_id: str) -> Row:
        """One customer complains of what was delivered, and is helped.

        Returns the case, with the id of its `customer_return` and `replacement` order or None.
        """
        line = order["lines"][0]
        self.world.wait(f"{order['number']} to be known to service", lambda: self._known(order))
        failure = self.random.choice(self.codes["FAILURE"])
        case = self.world.post(
            "/cases",
            {
                "customer_id": order["customer_id"],
                "title": f"{order['number']}: {failure}",
                "kind": "COMPLAINT",
                "item_id": line["item_id"],
                "sales_order_id": order["id"],
                "delivery_id": delivery_id,
            },
        )
        path = f"/cases/{case['id']}"
        cause = self.random.choice(self.codes["CAUSE"])
        self.world.post(f"{path}/diagnose", {"failure_code": failure, "cause_code": cause})
        amount = self.random.randint(*TRAVEL_AMOUNTS)
        self.world.post(f"{path}/costs", {"kind": "TRAVEL", "amount": str(amount)})
        wanted = ""
        back: Row | None = None
        if self.back.is_hit():
            wanted = self.random.choice((REFUND, REPLACE))
            back = self._send_back(case, line, failure, wanted)
        resolution = RESOLUTIONS.get(wanted, "EXPLAINED")
        solved = self.world.post(f"{path}/resolve", {"resolution_code": resolution})
        return dict(solved) | {
            "customer_return": back and back["id"],
            "replacement": back and _replacement_of(back),
        }

    def _known(self, order: Row) -> bool | None:
        return any(self.world.all("/installed-units", sales_order_id=order["id"])) or None

    def _send_back(self, case: Row, line: Row, failure: str, wanted: str) -> Row:
        """One piece comes back, is inspected, and is paid for or replaced."""
        request = self.world.post(
            f"/cases/{case['id']}/return-requests",
            {
                "lines": [
                    {
                        "item_id": line["item_id"],
                        "sales_order_id": case["sales_order_id"],
                        "quantity": "1",
                        "reason_code": self.random.choice(self.codes["RETURN"]),
                        "failure_code": failure,
                        "wanted_outcome": wanted,
                    }
                ]
            },
        )
        what = f"the return of {case['number']} to be announced"
        back = self.world.wait(what, lambda: self._announced(request))
        path = f"/customer-returns/{back['id']}"
        self.world.post(
            f"{path}/receive",
            {"lines": [_back_line(row) for row in back["lines"]], "posting_date": str(self.today)},
        )
        self._inspect_returned(back["id"])
        return dict(self._settle(self.world.get(path), wanted))

    def _announced(self, request: Row) -> Row | None:
        return next(self.world.all("/customer-returns", request_id=request["id"]), None)

    def _inspect_returned(self, customer_return_id: str) -> None:
        rows = self.world.all("/inspections", status="OPEN", source_id=customer_return_id)
        for row in list(rows):
            decision = _failure(Decimal(row["open_quantity"]), SCRAP)
            self.world.post(f"/inspections/{row['id']}/decide", decision)

    def _settle(self, back: Row, wanted: str) -> Row:
        lines = [
            {"line_id": row["id"], "quantity": row["received_quantity"]}
            for row in back["lines"]
            if Decimal(row["received_quantity"]) > Decimal(row["settled_quantity"])
        ]
        path = f"/customer-returns/{back['id']}"
        day = str(self.today)
        if wanted == REFUND:
            body = {"lines": lines, "posting_date": day}
            return dict(self.world.post(f"{path}/refund", body))
        replaced = [line | {"outcome": wanted} for line in lines]
        return dict(self.world.post(f"{path}/settle", {"lines": replaced, "posting_date": day}))


def _back_line(line: Row) -> Row:
    serials = [line["serial_number"]] if line["serial_number"] else []
    return {
        "line_id": line["id"],
        "quantity": line["quantity"],
        "lot": line["lot"],
        "serial_numbers": serials,
    }


def _replacement_of(back: Row) -> str | None:
    orders = (row["sales_order_id"] for row in back["settlements"])
    return next((order for order in orders if order), None)


def score_of_delivery(order: Row, *, complained: bool) -> Row:
    """What a customer says of a delivery: complained of, promised later than asked, or fine."""
    if complained:
        return {"score": DISAPPOINTED, "reason_codes": ["QUALITY"]}
    if _is_late(order):
        return {"score": LATE, "reason_codes": ["DELIVERY_TIME"]}
    return {"score": CONTENT, "reason_codes": []}


def _is_late(order: Row) -> bool:
    return any(
        (part["promised_date"] or "") > part["requested_date"]
        for line in order["lines"]
        for part in line["schedule"]
    )


def score_of_case(case: Row) -> Row:
    """What a customer says of his case: he got something, or words."""
    helped = case["resolution_code"] in RESOLUTIONS.values()
    return {"score": HELPED if helped else EXPLAINED, "reason_codes": ["SOLUTION"]}


def answer_requests(world: World, scores: dict[str, Row]) -> set[str]:
    """Customers answer what they are asked about these deliveries and cases (id → answer).

    Returns the ids of the subjects that were answered.
    """
    done = set()
    for row in list(world.all("/satisfaction/requests", is_answered=False)):
        if row["subject_id"] in scores:
            world.post(f"/satisfaction/requests/{row['id']}/answer", scores[row["subject_id"]])
            done.add(row["subject_id"])
    return done
