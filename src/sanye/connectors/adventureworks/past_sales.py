"""SalesOrderHeader and SalesOrderDetail as finished sales orders."""

from collections.abc import Sequence
from decimal import Decimal

from sanye.connectors.adventureworks.past_context import CREDIT, Past, cents, day, tax_ratio_of
from sanye.connectors.adventureworks.tables import Row
from sanye.erp.history.commands import ClosedSalesLine, ClosedSalesOrder, ClosedSalesPart
from sanye.kernel.money import split

TAX = "AW-SALES-TAX"
METHOD = (
    "Sales: every order was shipped whole on its ShipDate and is due to the customer on its"
    " DueDate, which is also what was promised. Lines are their LineTotal in cents; TaxAmt is"
    " spread over them by amount (three orders have more tax than goods: no rate is noted then);"
    " Freight is a line of its own. The currency is that of the"
    " order's rate, amounts are in it (prices are the same figures everywhere). There are no"
    " invoices and payments in the data: each order is invoiced when shipped, due 30 days later,"
    " and paid that day if the history lasts so long, at that day's rate."
)


def sales_orders(past: Past) -> list[ClosedSalesOrder]:
    """All of them, in the order of their ids."""
    tables = past.run.tables
    lines = tables.grouped("SalesOrderDetail", "SalesOrderID")
    heads = tables.read("SalesOrderHeader")
    orders = [_order(head, lines[head["SalesOrderID"]], past) for head in heads]
    report = past.run.report
    report.take("SalesOrderHeader", len(heads), "finished sales orders with their effects")
    report.take("SalesOrderDetail", tables.count("SalesOrderDetail"), "lines of them")
    missing = "orders whose lines are missing from the data"
    count = tables.count("SalesOrderHeader_without_lines")
    report.leave("SalesOrderHeader_without_lines", count, missing)
    report.methods.append(METHOD)
    return orders


def _order(head: Row, rows: Sequence[Row], past: Past) -> ClosedSalesOrder:
    currency, rate = past.currency(head["CurrencyRateID"])
    shipped, due = day(head["ShipDate"]), day(head["ShipDate"]) + CREDIT
    paid = past.paid_on(due)
    lines = _lines(head, rows, currency, past)
    return ClosedSalesOrder(
        number=head["SalesOrderNumber"],
        customer_id=past.customers[head["CustomerID"]],
        site_id=past.site_id,
        order_date=day(head["OrderDate"]),
        customer_reference=head["PurchaseOrderNumber"],
        currency=currency,
        exchange_rate=rate,
        invoiced_date=shipped,
        due_date=due,
        paid_date=paid,
        paid_exchange_rate=None if paid is None else past.rate_on(currency, paid, rate),
        lines=tuple(lines),
    )


def _lines(head: Row, rows: Sequence[Row], currency: str, past: Past) -> list[ClosedSalesLine]:
    nets = [cents(row["LineTotal"]) for row in rows]
    taxes = split(cents(head["TaxAmt"]), nets, currency)
    ratio = tax_ratio_of(head["TaxAmt"], head["SubTotal"])
    due, shipped = day(head["DueDate"]), day(head["ShipDate"])

    def part(quantity: Decimal) -> tuple[ClosedSalesPart, ...]:
        return (
            ClosedSalesPart(
                quantity=quantity, requested_date=due, promised_date=due, shipped_date=shipped
            ),
        )

    lines = [
        ClosedSalesLine(
            item_id=past.items[row["ProductID"]],
            unit_price=Decimal(row["UnitPrice"]),
            discount_ratio=Decimal(row["UnitPriceDiscount"]),
            net_amount=net,
            tax_code=TAX,
            tax_ratio=ratio,
            tax_amount=tax,
            parts=part(Decimal(row["OrderQty"])),
        )
        for row, net, tax in zip(rows, nets, taxes, strict=True)
    ]
    freight = cents(head["Freight"])
    if freight:
        lines.append(
            ClosedSalesLine(item_id=past.freight_id, unit_price=freight, parts=part(Decimal(1)))
        )
    return lines
