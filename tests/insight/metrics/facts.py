"""Facts of one order, as the leaves would tell them."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp import events as erp
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish

CUSTOMER, ITEM, SITE = (new_id() for _ in range(3))
TEN = Decimal(10)


@command
def tell(*, facts: list[object], by: Actor, at: datetime) -> None:
    """Publish facts at a moment."""
    publish(*facts)


class Order:
    """One line of ten pieces, and the facts of its way."""

    def __init__(
        self, number: str, requested: date, promised: date, first: date | None = None
    ) -> None:
        self.id, self.delivery_id, self.invoice_id = (new_id() for _ in range(3))
        self.schedule_line_id = new_id()
        self.number, self.requested = number, requested
        self.first, self.promised = first or promised, promised

    def line(self, quantity: Decimal = TEN, open_quantity: Decimal = TEN) -> erp.OrderScheduleLine:
        return erp.OrderScheduleLine(
            schedule_line_id=self.schedule_line_id,
            order_line_id=self.schedule_line_id,
            line_number=1,
            item_id=ITEM,
            site_id=SITE,
            quantity=quantity,
            open_quantity=open_quantity,
            unit="EA",
            net_amount=Decimal(100),
            requested_date=self.requested,
            first_promised_date=self.first,
            promised_date=self.promised,
        )

    def placed(self, quotation_id: UUID | None = None) -> erp.SalesOrderPlaced:
        return erp.SalesOrderPlaced(
            sales_order_id=self.id,
            number=self.number,
            customer_id=CUSTOMER,
            quotation_id=quotation_id,
            currency="CNY",
            net_amount=Decimal(100),
            lines=(self.line(),),
        )

    def confirmed(self) -> erp.SalesOrderConfirmed:
        return erp.SalesOrderConfirmed(
            sales_order_id=self.id,
            number=self.number,
            customer_id=CUSTOMER,
            hold_id=None,
            priority=5,
            currency="CNY",
            net_amount=Decimal(100),
            gross_amount=Decimal(113),
            lines=(self.line(),),
        )

    def amended(self, quantity: Decimal, promised: date) -> erp.SalesOrderAmended:
        self.promised = promised
        return erp.SalesOrderAmended(
            sales_order_id=self.id,
            number=self.number,
            customer_id=CUSTOMER,
            amendment_number=1,
            hold_id=None,
            priority=5,
            reason="",
            currency="CNY",
            net_amount=Decimal(100),
            lines=(self.line(quantity, quantity),),
        )

    def cancelled(self) -> erp.SalesOrderCancelled:
        return erp.SalesOrderCancelled(
            sales_order_id=self.id, number=self.number, customer_id=CUSTOMER, reason="typo"
        )

    def closed(self) -> erp.SalesOrderClosed:
        return erp.SalesOrderClosed(
            sales_order_id=self.id, number=self.number, customer_id=CUSTOMER
        )

    def _part(self, open_quantity: Decimal) -> erp.DeliveryLine:
        return erp.DeliveryLine(
            delivery_line_id=new_id(),
            sales_order_id=self.id,
            order_line_id=self.schedule_line_id,
            schedule_line_id=self.schedule_line_id,
            item_id=ITEM,
            site_id=SITE,
            quantity=TEN - open_quantity,
            unit="EA",
            open_quantity=open_quantity,
        )

    def picking(self, day: date) -> erp.DeliveryCreated:
        return erp.DeliveryCreated(
            delivery_id=self.delivery_id,
            number=f"D-{self.number}",
            customer_id=CUSTOMER,
            planned_ship_date=day,
            lines=(self._part(TEN),),
        )

    def shipped(self, at: datetime, open_quantity: Decimal = Decimal(0)) -> erp.DeliveryShipped:
        return erp.DeliveryShipped(
            delivery_id=self.delivery_id,
            number=f"D-{self.number}",
            customer_id=CUSTOMER,
            shipped_at=at,
            carrier="",
            tracking_number="",
            lines=(self._part(open_quantity),),
        )

    def proven(self, at: datetime) -> erp.DeliveryProven:
        return erp.DeliveryProven(
            delivery_id=self.delivery_id,
            number=f"D-{self.number}",
            customer_id=CUSTOMER,
            received_at=at,
            received_by="",
        )

    def invoiced(self, day: date) -> erp.SalesInvoiceIssued:
        line = erp.InvoiceLine(
            invoice_line_id=new_id(),
            item_id=ITEM,
            text="",
            quantity=TEN,
            unit="EA",
            net_amount=Decimal(100),
            tax_amount=Decimal(13),
            tax_code=None,
            sales_order_id=self.id,
            order_line_id=self.schedule_line_id,
            delivery_line_id=None,
        )
        return erp.SalesInvoiceIssued(
            invoice_id=self.invoice_id,
            number=f"I-{self.number}",
            customer_id=CUSTOMER,
            currency="CNY",
            exchange_rate=Decimal(1),
            rate_date=day,
            posting_date=day,
            due_date=day,
            net_amount=Decimal(100),
            tax_amount=Decimal(13),
            gross_amount=Decimal(113),
            lines=(line,),
            taxes=(),
        )

    def paid(self, day: date) -> erp.PaymentReceived:
        settled = erp.Settlement(
            open_item_id=new_id(),
            document_number=f"I-{self.number}",
            amount=Decimal(113),
            discount_amount=Decimal(0),
            exchange_difference_amount=Decimal(0),
        )
        return erp.PaymentReceived(
            payment_id=new_id(),
            number=f"P-{self.number}",
            party_id=CUSTOMER,
            currency="CNY",
            exchange_rate=Decimal(1),
            rate_date=day,
            posting_date=day,
            bank_account_code="BANK",
            amount=Decimal(113),
            unapplied_amount=Decimal(0),
            settlements=(settled,),
        )
