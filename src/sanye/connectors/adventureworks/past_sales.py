"""SalesOrderHeader and SalesOrderDetail as finished sales orders."""

from collections.abc import Sequence
from decimal import Decimal

from sanye.connectors.adventureworks import wording
from sanye.connectors.adventureworks.past_context import CREDIT, Past, cents, day, tax_ratio_of
from sanye.connectors.adventureworks.tables import Row
from sanye.connectors.adventureworks.wording import Text
from sanye.erp.history.commands import ClosedSalesLine, ClosedSalesOrder, ClosedSalesPart
from sanye.kernel.money import split

TAX = "AW-SALES-TAX"
METHOD = Text(
    "Sales: every order was shipped whole on its ShipDate and is due to the customer on its"
    " DueDate, which is also what was promised. Lines are their LineTotal in cents; TaxAmt is"
    " spread over them by amount (three orders have more tax than goods: no rate is noted then);"
    " Freight is a line of its own. The currency is that of the"
    " order's rate, amounts are in it (prices are the same figures everywhere). There are no"
    " invoices and payments in the data: each order is invoiced when shipped, due 30 days later,"
    " and paid that day if the history lasts so long, at that day's rate.",
    "销售：每张订单在 ShipDate 全部发货，DueDate 为客户要求日期，也是承诺日期。"
    "行金额为 LineTotal 按分取整；TaxAmt 按金额分摊到各行（有三张订单税额大于货款，"
    "不记税率）；Freight 单列一行。币种为订单汇率的币种，"
    "金额即该币种金额（各国价格数字相同）。数据中没有发票和收款：每张订单发货当日开票，"
    "30 天后到期，若历史延续到该日则当日按当日汇率收款。",
)


def sales_orders(past: Past) -> list[ClosedSalesOrder]:
    """All of them, in the order of their ids."""
    tables = past.run.tables
    lines = tables.grouped("SalesOrderDetail", "SalesOrderID")
    heads = tables.read("SalesOrderHeader")
    orders = [_order(head, lines[head["SalesOrderID"]], past) for head in heads]
    report = past.run.report
    report.take("SalesOrderHeader", len(heads), wording.IS_SALES_ORDER)
    report.take("SalesOrderDetail", tables.count("SalesOrderDetail"), wording.IS_SALES_LINE)
    count = tables.count("SalesOrderHeader_without_lines")
    report.leave("SalesOrderHeader_without_lines", count, wording.LINES_MISSING)
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
