"""What facts of ERP say to a customer's timeline."""

from collections.abc import Iterable
from typing import Any

from sanye.contracts.erp import events as erp
from sanye.crm.accounts.domain.timeline.entries import Entry
from sanye.crm.accounts.domain.timeline.sentences import Rule, entry, says


def _promised(fact: Any) -> str:
    days = [line.promised_date for line in fact.lines if line.quantity > 0 and line.promised_date]
    return max(days).isoformat() if days else "-"


def _confirmed(fact: erp.SalesOrderConfirmed) -> Iterable[Entry]:
    yield entry(
        fact,
        "Order {number} confirmed: {currency} {net_amount}, promised until {promised}.",
        "订单 {number} 已确认：{currency} {net_amount}，承诺 {promised} 前交付。",
        promised=_promised(fact),
    )


def _amended(fact: erp.SalesOrderAmended) -> Iterable[Entry]:
    yield entry(
        fact,
        "Order {number} amended (no. {amendment_number}): {currency} {net_amount}, promised until"
        " {promised}.",
        "订单 {number} 第 {amendment_number} 次变更：{currency} {net_amount}，"
        "承诺 {promised} 前交付。",
        promised=_promised(fact),
    )


def _paid(fact: erp.PaymentReceived) -> Iterable[Entry]:
    settled = ", ".join(item.document_number for item in fact.settlements) or "-"
    yield entry(
        fact,
        "Payment {number} received: {currency} {amount} for {settled}.",
        "收到付款 {number}：{currency} {amount}，核销 {settled}。",
        customer_id=fact.party_id,
        moment=fact.posting_date,
        settled=settled,
    )


def _payment_reversed(fact: erp.PaymentReversed) -> Iterable[Entry]:
    if fact.side == "RECEIVABLE":
        yield entry(
            fact,
            "Payment {number} reversed ({reason}).",
            "付款 {number} 已冲销（{reason}）。",
            moment=fact.posting_date,
        )


def _settled(fact: erp.OpenItemsSettled) -> Iterable[Entry]:
    if fact.side != "RECEIVABLE" or fact.reason != "WRITE_OFF":
        return
    documents = ", ".join(item.document_number for item in fact.items)
    yield entry(
        fact,
        "Written off: {documents}.",
        "已核销坏账：{documents}。",
        customer_id=fact.party_id,
        moment=fact.posting_date,
        documents=documents,
    )


def _imported_order(fact: erp.SalesOrderImported) -> Iterable[Entry]:
    yield entry(
        fact,
        "Order {number} confirmed: {currency} {net_amount}.",
        "订单 {number} 已确认：{currency} {net_amount}。",
        kind="SALES_ORDER_CONFIRMED",
        moment=fact.order_date,
    )
    if fact.is_cancelled:
        yield entry(
            fact,
            "Order {number} cancelled.",
            "订单 {number} 已取消。",
            kind="SALES_ORDER_CANCELLED",
            moment=fact.order_date,
        )
    yield from _imported_shipments(fact)
    if fact.invoiced_date is not None:
        yield entry(
            fact,
            "Invoice {invoice_number} issued: {currency} {gross_amount}.",
            "已开具发票 {invoice_number}：{currency} {gross_amount}。",
            kind="SALES_INVOICE_ISSUED",
            number=fact.invoice_number,
            moment=fact.invoiced_date,
        )
    if fact.paid_date is not None:
        yield entry(
            fact,
            "Payment received: {currency} {gross_amount} for {invoice_number}.",
            "收到付款：{currency} {gross_amount}，核销 {invoice_number}。",
            kind="PAYMENT_RECEIVED",
            number=fact.invoice_number,
            moment=fact.paid_date,
        )


def _imported_shipments(fact: erp.SalesOrderImported) -> Iterable[Entry]:
    for day in sorted({line.shipped_date for line in fact.lines if line.shipped_date}):
        count = sum(line.shipped_date == day for line in fact.lines)
        yield entry(
            fact,
            "Order {number} shipped: {count} lines.",
            "订单 {number} 已发货：{count} 行。",
            kind="DELIVERY_SHIPPED",
            moment=day,
            count=count,
        )


def _returned(fact: Any) -> Iterable[Entry]:
    yield entry(
        fact,
        "Return {number}: {count} lines received.",
        "退货单 {number}：已收到 {count} 行。",
        kind="CUSTOMER_RETURN_RECEIVED",
        moment=fact.posting_date,
        count=len(fact.lines),
    )


RULES: dict[Any, Rule] = {
    erp.SalesOrderPlaced: says(
        "Order {number} placed: {currency} {net_amount}.",
        "已下订单 {number}：{currency} {net_amount}。",
    ),
    erp.SalesOrderPromiseAwaited: says(
        "Order {number} is not confirmed yet ({reason_code}).",
        "订单 {number} 尚未确认（{reason_code}）。",
    ),
    erp.SalesOrderConfirmed: _confirmed,
    erp.SalesOrderAmended: _amended,
    erp.SalesOrderCancelled: says("Order {number} cancelled.", "订单 {number} 已取消。"),
    erp.SalesOrderClosed: says("Order {number} closed.", "订单 {number} 已完结。"),
    erp.SalesOrderImported: _imported_order,
    erp.DeliveryCreated: says(
        "Delivery {number} planned for {planned_ship_date}.",
        "交货单 {number} 计划 {planned_ship_date} 发货。",
    ),
    erp.DeliveryCancelled: says("Delivery {number} cancelled.", "交货单 {number} 已取消。"),
    erp.DeliveryShipped: says(
        "Delivery {number} shipped.", "交货单 {number} 已发货。", moment="shipped_at"
    ),
    erp.DeliveryProven: says(
        "The customer has the goods of delivery {number}.",
        "客户已签收交货单 {number}。",
        moment="received_at",
    ),
    erp.SalesInvoiceIssued: says(
        "Invoice {number} issued: {currency} {gross_amount}, due on {due_date}.",
        "已开具发票 {number}：{currency} {gross_amount}，{due_date} 到期。",
        moment="posting_date",
    ),
    erp.CreditNoteIssued: says(
        "Credit note {number} issued: {currency} {gross_amount}.",
        "已开具红字发票 {number}：{currency} {gross_amount}。",
        moment="posting_date",
    ),
    erp.PaymentReceived: _paid,
    erp.PaymentReversed: _payment_reversed,
    erp.OpenItemsSettled: _settled,
    erp.CustomerReturnCreated: says("Return {number} agreed.", "已登记退货单 {number}。"),
    erp.CustomerReturnReceived: _returned,
    erp.CustomerReturnSettled: says(
        "Return {number} settled: credit of {currency} {credit_amount}.",
        "退货单 {number} 已处理：退款 {currency} {credit_amount}。",
        moment="posting_date",
    ),
    erp.CustomerReturnClosed: says("Return {number} closed.", "退货单 {number} 已关闭。"),
    erp.CustomerReturnImported: _returned,
}
