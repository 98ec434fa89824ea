"""A trader whose goods come back: what its people do, by the product's own commands."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.erp.delivery import commands as delivery
from sanye.erp.delivery.models import DeliveryLine
from sanye.erp.inventory.queries import list_balances
from sanye.erp.invoicing import commands as invoicing
from sanye.erp.quality import commands as quality
from sanye.erp.quality.models import Inspection
from sanye.erp.returns import commands
from sanye.erp.returns.models import CustomerReturn, CustomerReturnLine
from tests.factories.sales import Trader, make_confirmed, put_stock, schedule_of

BOOKS = ("erp.costing.valuation", "erp.ledger.posting")


@dataclass
class Shop:
    """A trader whose bikes cost 700 and are sold at 1200, and what its people do."""

    trader: Trader
    run_cursors: Any
    at: datetime

    @property
    def by(self) -> Any:
        return self.trader.by

    def deliver(self, quantity: Any = 2, *, picks: Any = None, **line: Any) -> DeliveryLine:
        """Bikes in the customer's hands; not invoiced yet."""
        order = make_confirmed(self.trader, self.trader.line(quantity=quantity, **line))
        goods = delivery.create_delivery(
            quantities={row.id: None for row in schedule_of(order)}, by=self.by, at=self.at
        )
        row = DeliveryLine.unscoped.get(delivery=goods)
        if picks is not None:
            picks = [
                delivery.Pick(delivery_line_id=row.id, quantity=Decimal(1), serial_number=number)
                for number in picks
            ]
        delivery.pick_delivery(delivery_id=goods.id, picks=picks, by=self.by, at=self.at)
        delivery.ship_delivery(delivery_id=goods.id, by=self.by, at=self.at)
        self.run_cursors(*BOOKS)
        row.refresh_from_db()
        return row

    def sell(self, quantity: Any = 2, **more: Any) -> DeliveryLine:
        """Delivered and invoiced."""
        row = self.deliver(quantity, **more)
        invoicing.issue_invoices(delivery_ids=[row.delivery_id], by=self.by, at=self.at)
        self.run_cursors(*BOOKS)
        return row

    def announce(self, *lines: Any, **more: Any) -> CustomerReturn:
        asked = [commands.ReturnRequest(**line) for line in lines]
        return commands.create_return(
            customer_id=self.trader.customer.id, lines=asked, by=self.by, at=self.at, **more
        )

    def receive(self, row: CustomerReturn, quantity: Any = None, **more: Any) -> CustomerReturn:
        """All that is announced of the return's lines, or so much of the first."""
        lines = self.lines(row) if quantity is None else self.lines(row)[:1]
        back = [
            commands.Back(
                line_id=line.id,
                quantity=line.quantity if quantity is None else Decimal(quantity),
                **more,
            )
            for line in lines
        ]
        commands.receive_return(customer_return_id=row.id, lines=back, by=self.by, at=self.at)
        self.run_cursors(*BOOKS)
        return row

    def inspect(self, row: CustomerReturn, passed: Any = 0, failed: Any = 0, *codes: str) -> None:
        defect_code, disposition = codes or ("", "")
        inspection = Inspection.unscoped.filter(source_id=row.id, status="OPEN").earliest("id")
        quality.decide_inspection(
            inspection_id=inspection.id,
            passed_quantity=Decimal(passed),
            failed_quantity=Decimal(failed),
            defect_code=defect_code,
            disposition=disposition,
            by=self.by,
            at=self.at,
        )
        self.run_cursors(*BOOKS)

    def refund(self, row: CustomerReturn, quantity: Any, **more: Any) -> None:
        asked = self.asked(row, quantity, ReturnOutcome.REFUND, **more)
        commands.refund_return(customer_return_id=row.id, lines=[asked], by=self.by, at=self.at)
        self.run_cursors(*BOOKS)

    def settle(self, row: CustomerReturn, quantity: Any, outcome: str, **more: Any) -> None:
        asked = self.asked(row, quantity, ReturnOutcome(outcome), **more)
        commands.settle_return(customer_return_id=row.id, lines=[asked], by=self.by, at=self.at)
        self.run_cursors(*BOOKS)

    def asked(
        self, row: CustomerReturn, quantity: Any, outcome: ReturnOutcome, **more: Any
    ) -> commands.Asked:
        line = self.lines(row)[0]
        return commands.Asked(line_id=line.id, quantity=Decimal(quantity), outcome=outcome, **more)

    def lines(self, row: CustomerReturn) -> list[CustomerReturnLine]:
        rows = CustomerReturnLine.unscoped.filter(customer_return=row).select_related("item")
        return list(rows.order_by("line_number"))

    def returned(self, quantity: Any = 2) -> CustomerReturn:
        """Sold, announced and back."""
        sold = self.sell(quantity)
        return self.receive(self.announce({"delivery_line_id": sold.id}))

    def stock(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for heap in list_balances(item_id=self.trader.bike.id, by=self.by):
            found[heap.status] = found.get(heap.status, Decimal(0)) + heap.on_hand
        return found


def make_shop(trader: Trader, run_cursors: Any, at: datetime) -> Shop:
    """Ten bikes on the shelf, each worth 700."""
    put_stock(trader, trader.bike, 10, unit_cost=Decimal(700))
    run_cursors(*BOOKS)
    return Shop(trader, run_cursors, at)
