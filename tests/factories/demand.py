"""Facts of demand: what the other leaves would report."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.contracts.crm.selling import OpportunityLine, OpportunityOpened
from sanye.contracts.erp.history import ImportedSalesLine, SalesOrderImported
from sanye.contracts.erp.returns import (
    CustomerReturnLine,
    CustomerReturnSettled,
    ReturnOutcome,
)
from sanye.contracts.erp.sales import DeliveryLine, DeliveryShipped, OrderScheduleLine
from sanye.kernel.ids import new_id
from sanye.stem.masterdata.models import Item, Site
from tests.factories.masterdata import make_party


def imported_line(item: Item, site: Site, quantity: Any, day: date, **fields: Any) -> Any:
    given = {
        "order_line_id": new_id(),
        "schedule_line_id": new_id(),
        "line_number": 1,
        "item_id": item.id,
        "site_id": site.id,
        "quantity": Decimal(quantity),
        "delivered_quantity": Decimal(quantity),
        "unit": item.unit,
        "net_amount": Decimal(quantity) * 100,
        "requested_date": day,
        "first_promised_date": day,
        "promised_date": day,
        "shipped_date": day,
        "received_date": day,
    }
    return ImportedSalesLine(**{**given, **fields})


def imported_order(*lines: ImportedSalesLine, customer_id: UUID, **fields: Any) -> Any:
    given = {
        "sales_order_id": new_id(),
        "number": "OLD-1",
        "customer_id": customer_id,
        "order_date": lines[0].requested_date,
        "currency": "CNY",
        "exchange_rate": Decimal(1),
        "net_amount": Decimal(0),
        "gross_amount": Decimal(0),
        "invoice_number": "",
        "invoiced_date": None,
        "due_date": None,
        "paid_date": None,
        "amendment_count": 0,
        "is_cancelled": False,
        "lines": lines,
    }
    return SalesOrderImported(**{**given, **fields})


def months(item: Item, site: Site, quantities: list[Any], first: date) -> list[SalesOrderImported]:
    """A closed order in the middle of each month, beginning with that of `first`."""
    customer_id = make_party().id
    facts = []
    for place, quantity in enumerate(quantities):
        month = first.year * 12 + first.month - 1 + place
        day = date(month // 12, month % 12 + 1, 15)
        if Decimal(quantity):
            line = imported_line(item, site, quantity, day)
            facts.append(imported_order(line, customer_id=customer_id))
    return facts


def settled_return(
    line: OrderScheduleLine, quantity: Any, day: date, **fields: Any
) -> CustomerReturnSettled:
    """So much of an order's line came back and was decided about."""
    given = {
        "line_id": new_id(),
        "item_id": line.item_id,
        "site_id": line.site_id,
        "quantity": Decimal(quantity),
        "received_quantity": Decimal(quantity),
        "unit": line.unit,
        "lot": "",
        "serial_number": "",
        "sales_order_id": None,
        "order_line_id": line.order_line_id,
        "delivery_line_id": None,
        "reason_code": "DEFECT",
        "failure_code": "",
        "outcome": ReturnOutcome.REFUND,
        "is_in_warranty": True,
    }
    return CustomerReturnSettled(
        customer_return_id=new_id(),
        number="RET-1",
        customer_id=make_party().id,
        case_id=None,
        posting_date=day,
        credit_note_id=None,
        sales_order_id=None,
        production_order_id=None,
        credit_amount=Decimal(0),
        cost_amount=Decimal(0),
        currency="CNY",
        lines=(CustomerReturnLine(**{**given, **fields}),),
    )


def shipped(line: OrderScheduleLine, quantity: Any, at: Any, *, left: Any = 0) -> DeliveryShipped:
    return DeliveryShipped(
        delivery_id=new_id(),
        number="DEL-1",
        customer_id=make_party().id,
        shipped_at=at,
        carrier="",
        tracking_number="",
        lines=(
            DeliveryLine(
                delivery_line_id=new_id(),
                sales_order_id=new_id(),
                order_line_id=line.order_line_id,
                schedule_line_id=line.schedule_line_id,
                item_id=line.item_id,
                site_id=line.site_id,
                quantity=Decimal(quantity),
                unit=line.unit,
                open_quantity=Decimal(left),
            ),
        ),
    )


def opportunity(
    item: Item, quantity: Any, probability: Any, closes: date, **fields: Any
) -> OpportunityOpened:
    line = OpportunityLine(item_id=item.id, quantity=Decimal(quantity), unit=item.unit)
    given = {
        "opportunity_id": new_id(),
        "number": "OPP-1",
        "customer_id": None,
        "stage": "QUALIFIED",
        "probability_ratio": Decimal(probability),
        "expected_close_date": closes,
        "lines": (line,),
    }
    given.update(fields)
    if given["customer_id"] is None:
        given["customer_id"] = make_party().id
    return OpportunityOpened(**given)
