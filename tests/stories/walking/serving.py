"""Goods that come back, cases, what customers say."""

from decimal import Decimal
from typing import Any

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.crm.accounts import commands as accounts
from sanye.crm.accounts.models import Account
from sanye.crm.loyalty import commands as loyalty
from sanye.crm.satisfaction import commands as satisfaction
from sanye.crm.satisfaction.models import SatisfactionRequest
from sanye.crm.service import commands as service
from sanye.crm.service.models import Case, InstalledUnit, ServiceCost
from sanye.erp.delivery.models import DeliveryLine
from sanye.erp.production.commands import ReworkOperation, ReworkPart
from sanye.erp.returns import commands as returns
from sanye.erp.returns.models import CustomerReturn, CustomerReturnLine
from sanye.stem.masterdata.models import WorkCenter
from tests.stories.walking.walk import Walk, step


@step(6)
def create_return(walk: Walk) -> None:
    line = walk.pick_late(DeliveryLine.unscoped.filter(shipped_quantity__gt=0, is_service=False))
    request: dict[str, Any] = {
        "delivery_line_id": line.id,
        "quantity": min(walk.share(line.shipped_quantity), walk.quantity(5)),
        "reason_code": walk.random.choice(["", "DEFECTIVE"]),
        "is_in_warranty": walk.chance(0.5),
    }
    returns.create_return(
        customer_id=line.delivery.customer_id,
        lines=[returns.ReturnRequest(**request)],
        **walk.who,
    )


@step(8)
def receive_return(walk: Walk) -> None:
    one = walk.pick(CustomerReturn.unscoped.filter(status="OPEN"))
    lines = list(CustomerReturnLine.unscoped.filter(customer_return=one).order_by("id"))
    came = []
    for line in walk.some(lines):
        left = line.quantity - line.received_quantity
        quantity = walk.share(left) if left > 0 else Decimal(1)
        fields: dict[str, Any] = {"lot": line.lot}
        if line.item.tracking == "LOT" and not line.lot:
            fields["lot"] = f"P-{walk.random.randint(1, 9)}"
        if line.item.tracking == "SERIAL":
            units = InstalledUnit.unscoped.filter(item=line.item).exclude(serial_number="")
            numbers = [unit.serial_number for unit in units.order_by("id")]
            fields["serial_numbers"] = tuple(numbers[: int(quantity)])
            if line.serial_number:
                fields["serial_numbers"] = (line.serial_number,)
        came.append(returns.Back(line_id=line.id, quantity=quantity, **fields))
    returns.receive_return(customer_return_id=one.id, lines=came, **walk.who)


@step(10)
def settle_return(walk: Walk) -> None:
    line = walk.pick(CustomerReturnLine.unscoped.filter(received_quantity__gt=0, is_open=True))
    left = line.received_quantity - line.settled_quantity
    outcome = walk.random.choice(list(ReturnOutcome))
    fields: dict[str, Any] = {}
    if outcome == ReturnOutcome.REPAIR:
        center = walk.pick(WorkCenter.unscoped)
        fields["operations"] = (ReworkOperation(work_center_id=center.id, minutes=Decimal(9)),)
        fields["parts"] = (ReworkPart(item_id=walk.aurora.item("CORD"), quantity=Decimal(1)),)
    if outcome in (ReturnOutcome.REPAIR, ReturnOutcome.REPLACE):
        fields["requested_date"] = walk.soon(9)
    if outcome == ReturnOutcome.REFUND and walk.chance(0.3):
        fields["net_amount"] = Decimal("12.34")
    asked = returns.Asked(
        line_id=line.id,
        quantity=walk.share(left) if left > 0 else Decimal(1),
        outcome=outcome,
        defect_code="DENT" if walk.chance(0.6) else "",
        **fields,
    )
    this = {"customer_return_id": line.customer_return_id, "lines": [asked], **walk.who}
    if outcome == ReturnOutcome.REFUND and walk.chance(0.5):
        returns.refund_return(**this)
    else:
        returns.settle_return(**this)


@step(1)
def end_return(walk: Walk) -> None:
    one = walk.pick(CustomerReturn.unscoped.filter(status="OPEN"))
    if walk.chance(0.5):
        returns.cancel_return(customer_return_id=one.id, reason="kept it", **walk.who)
    else:
        returns.close_return(customer_return_id=one.id, **walk.who)


@step(4)
def open_case(walk: Walk) -> None:
    unit = walk.pick_late(InstalledUnit.unscoped)
    service.open_case(
        about=service.About(
            customer_id=unit.customer_id,
            item_id=unit.item_id,
            sales_order_id=unit.sales_order_id,
            delivery_id=unit.delivery_id,
            serial_number=unit.serial_number,
            lot=unit.lot,
        ),
        title="it drips",
        kind=walk.random.choice(["COMPLAINT", "FAULT", "QUESTION"]),
        failure_code=walk.random.choice(["", "LEAKS", "NOISE"]),
        **walk.who,
    )


@step(7)
def work_on_case(walk: Walk) -> None:
    case = walk.pick(Case.unscoped.exclude(status="MERGED"))
    act, fields = walk.random.choice(WORK)
    act(case_id=case.id, **fields, **walk.who)


WORK: list[tuple[Any, dict[str, Any]]] = [
    (service.answer_customer, {"text": "we look into it"}),
    (service.note_on_case, {"text": "hm"}),
    (service.wait_for_customer, {"text": "which one?"}),
    (service.resume_case, {}),
    (service.diagnose_case, {"failure_code": "LEAKS", "cause_code": "MATERIAL"}),
    (service.resolve_case, {"resolution_code": "EXPLAINED", "cause_code": "WORKMANSHIP"}),
    (service.resolve_case, {"resolution_code": "REPAIRED", "cause_code": "MISUSE"}),
    (service.close_case, {}),
    (service.reopen_case, {"text": "again"}),
    (service.escalate_case, {"text": "angry"}),
    (service.assign_case, {"priority": "URGENT"}),
    (service.report_cost, {"kind": "LABOR", "minutes": Decimal(35)}),
    (service.report_cost, {"kind": "PART", "amount": Decimal("18.20")}),
]


@step(1)
def merge_case(walk: Walk) -> None:
    case = walk.pick(Case.unscoped.exclude(status="MERGED"))
    other = walk.pick(Case.unscoped.filter(customer_id=case.customer_id))
    service.merge_case(case_id=case.id, into_id=other.id, **walk.who)


@step(1)
def reverse_cost(walk: Walk) -> None:
    service.reverse_cost(cost_id=walk.pick(ServiceCost.unscoped).id, **walk.who)


@step(3)
def ask_for_return(walk: Walk) -> None:
    case = walk.pick(Case.unscoped.exclude(item=None).filter(status__in=["NEW", "OPEN", "WAITING"]))
    service.ask_for_return(
        case_id=case.id,
        lines=[
            service.ReturnLine(
                item_id=case.item_id,
                quantity=Decimal(1),
                serial_number=case.serial_number,
                lot=case.lot,
                sales_order_id=case.sales_order_id,
                delivery_id=case.delivery_id,
                reason_code="DEFECTIVE",
                wanted_outcome=walk.random.choice(["REFUND", "REPAIR", "REPLACE"]),
            )
        ],
        **walk.who,
    )


@step(2)
def answer_request(walk: Walk) -> None:
    request = walk.pick(SatisfactionRequest.unscoped)
    satisfaction.answer_request(request_id=request.id, score=walk.random.randint(1, 5), **walk.who)


@step(1)
def note_on_account(walk: Walk) -> None:
    account = walk.pick(Account.unscoped)
    accounts.note_on_account(account_id=account.id, text="likes tea", **walk.who)


@step(1)
def review_customers(walk: Walk) -> None:
    loyalty.review_customers(**walk.who)


@step(1)
def pass_time(walk: Walk) -> None:
    service.escalate_due_cases(**walk.who)
    service.close_quiet_cases(**walk.who)
    cases = list(Case.unscoped.values_list("id", flat=True))
    service.refresh_due_dates(case_ids=cases, **walk.who)
