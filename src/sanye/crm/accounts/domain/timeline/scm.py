"""What facts of SCM say to a customer's timeline."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.contracts.scm import events as scm
from sanye.crm.accounts.domain.timeline.entries import Entry
from sanye.crm.accounts.domain.timeline.sentences import Rule, entry, says


def _endangered(fact: scm.PromiseEndangered) -> Iterable[Entry]:
    yield entry(
        fact,
        "Promise of order {sales_order_number} endangered: {count} lines, {currency} {money}.",
        "订单 {sales_order_number} 的交期有风险：{count} 行，涉及 {currency} {money}。",
        number=fact.sales_order_number,
        document_type="erp.sales_order",
        count=len(fact.changes),
        money=sum((change.money_at_stake for change in fact.changes), Decimal(0)),
    )


def _at_stops(en: str, zh: str, moment: str = "") -> Rule:
    """One entry for each customer that the shipment goes to."""

    def rule(fact: Any) -> Iterable[Entry]:
        deliveries: dict[UUID, list[str]] = {}
        for stop in fact.stops:
            deliveries.setdefault(stop.customer_id, []).append(stop.delivery_number)
        for customer_id, numbers in deliveries.items():
            yield entry(
                fact,
                en,
                zh,
                customer_id=customer_id,
                moment=getattr(fact, moment) if moment else None,
                deliveries=", ".join(sorted(numbers)),
            )

    return rule


def _tracked(fact: scm.ShipmentTracked) -> Iterable[Entry]:
    tell: Callable[[Any], Iterable[Entry]] = _at_stops(
        "Shipment {number} of {deliveries}: {code}.",
        "运单 {number}（{deliveries}）：{code}。",
        "happened_at",
    )
    yield from tell(fact)


def _delivered(fact: scm.ShipmentDelivered) -> Iterable[Entry]:
    damaged = (", damaged", "，有破损") if fact.is_damaged else ("", "")
    yield entry(
        fact,
        "Shipment {number} delivered {delivery_number}" + damaged[0] + ".",
        "运单 {number} 已送达 {delivery_number}" + damaged[1] + "。",
        moment=fact.delivered_at,
    )


RULES: dict[Any, Rule] = {
    scm.PromiseEndangered: _endangered,
    scm.ShipmentCreated: _at_stops(
        "Shipment {number} planned for {deliveries}.", "已为 {deliveries} 安排运单 {number}。"
    ),
    scm.ShipmentDispatched: _at_stops(
        "Shipment {number} of {deliveries} left.",
        "运单 {number}（{deliveries}）已发出。",
        "dispatched_at",
    ),
    scm.ShipmentTracked: _tracked,
    scm.ShipmentDelivered: _delivered,
    scm.ShipmentCancelled: says("Shipment {number} cancelled.", "运单 {number} 已取消。"),
}
