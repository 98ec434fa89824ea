"""One customer order through the three leaves, told in the order in which it happens."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from sanye.crm.quoting import commands as quoting
from sanye.erp.production.queries import list_production_orders
from sanye.erp.purchasing.queries import list_purchase_orders
from sanye.erp.sales_orders.queries import get_sales_order_parts, list_sales_orders
from tests.stories.conftest import Aurora

ASKED = date(2026, 3, 27)


def test_from_quotation_to_payment(
    aurora: Aurora, at: datetime, problems: Callable[[], list[str]]
) -> None:
    seller = aurora.person("sales", "SALES")

    # Hua Yu asks for 150 kettles; the seller quotes and Hua Yu accepts.
    quotation = quoting.draft_quotation(
        customer_id=aurora.party("C-HUAYU"),
        lines=[
            quoting.LineAsked(
                item_id=aurora.item("EK-100"), quantity=Decimal(150), requested_date=ASKED
            )
        ],
        by=seller,
        at=at,
    )
    estimate = quoting.estimate_quotation(quotation_id=quotation.id, by=seller, at=at)
    assert estimate.lines[0].promised_date == ASKED
    quoting.send_quotation(quotation_id=quotation.id, by=seller, at=at)
    quoting.accept_quotation(quotation_id=quotation.id, by=seller, at=at)
    aurora.run_cursors()

    # The order exists, priced as quoted, promised for the day asked for, and confirmed.
    order = list_sales_orders(by=aurora.by).get()
    parts = get_sales_order_parts(order_id=order.id, by=aurora.by)
    assert (order.status, order.net_amount) == ("CONFIRMED", Decimal("17850.00"))
    assert [row.promised_date for rows in parts.schedule.values() for row in rows] == [ASKED]

    # Planning has bought what is missing and ordered what must be made.
    purchases = list(list_purchase_orders(by=aurora.by))
    made = {row.item.code: row.quantity for row in list_production_orders(by=aurora.by)}
    assert made == {"EK-100": 150, "BODY-K": 150, "BASE-H": 145}
    assert {row.supplier.code for row in purchases} == {"S-STEEL", "S-PLAST", "S-ELEC", "S-PACK"}
    assert problems() == []
