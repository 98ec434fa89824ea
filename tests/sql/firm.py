"""A firm that trades and makes so many items, and every main command run with a line of each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.crm.quoting import commands as quoting
from sanye.erp.delivery import commands as delivery
from sanye.erp.delivery.models import DeliveryLine
from sanye.erp.inventory import commands as inventory
from sanye.erp.invoicing import commands as invoicing
from sanye.erp.ledger import commands as ledger
from sanye.erp.open_items.models import OpenItem
from sanye.erp.production import commands as production
from sanye.erp.purchasing import commands as purchasing
from sanye.erp.purchasing.models import PurchaseOrderLine
from sanye.erp.quality import commands as quality
from sanye.erp.quality.models import Inspection
from sanye.erp.receivables import commands as receivables
from sanye.erp.returns import commands as returns
from sanye.erp.returns.models import CustomerReturnLine
from sanye.erp.sales_orders import commands as sales
from sanye.erp.sales_orders.models import SalesOrder, SalesScheduleLine
from sanye.erp.supplier_invoices import commands as supplier_invoices
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.masterdata.models import Item
from tests.factories import masterdata as make

DAY = date(2026, 3, 2)
SOON = date(2026, 3, 12)


@dataclass
class Firm:
    """`items` are bought and sold; `made` is put together of one piece of each."""

    by: Actor
    at: datetime
    size: int
    follow: Callable[[], Any]
    items: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        by = self.by
        tax = make.make_tax(by, code=f"VAT-{new_id().hex[-8:]}")
        self.site = make.make_site(by)
        make.make_location(self.site)
        self.items = [make.make_item() for _ in range(self.size)]
        for item in self.items:
            make.make_item_company(by, item, sales_tax=tax, purchase_tax=tax)
            make.make_item_site(item, self.site)
        make.make_price_list(by, [(item, 100) for item in self.items])
        self.supplier = make.make_supplier(by)
        for item in self.items:
            make.make_supplier_term(by, self.supplier, item, price=5)
        self.customer = make.make_customer(
            by, site=self.site, receivable_term=make.make_payment_term()
        )
        self.made = make.make_item(kind="MAKE")
        make.make_item_company(by, self.made)
        make.make_item_site(self.made, self.site)
        make.make_bill(self.made, [(item, 1) for item in self.items])
        center = make.make_work_center(self.site, cost_rate=60)
        make.make_routing(self.made, [(center, 1) for _ in self.items])

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at}

    def stock_lines(self, quantity: int) -> list[inventory.MovementLine]:
        return [
            inventory.MovementLine(
                item_id=item.id,
                site_id=self.site.id,
                quantity=Decimal(quantity),
                unit_cost=Decimal(5),
            )
            for item in self.items
        ]


Take = Callable[[str, Callable[[], Any]], Any]
"""`take(name, work)` does the work, measures it and gives what it gave."""


def walk(firm: Firm, take: Take) -> None:
    """From opening stock to the return, each document with a line of every item."""
    take("erp.inventory.post_opening_stock", lambda: _open_stock(firm))
    take("cursors", firm.follow)
    _buy(firm, take)
    _make(firm, take)
    _count(firm, take)
    order = _sell(firm, take)
    _ship_and_collect(firm, take, order)
    _take_back(firm, take)
    take("erp.ledger.post_manual_entry", lambda: _book(firm))


def _open_stock(firm: Firm) -> Any:
    return inventory.post_opening_stock(lines=firm.stock_lines(100), posting_date=DAY, **firm.who)


def _buy(firm: Firm, take: Take) -> None:
    lines = [
        purchasing.NewLine(item_id=item.id, quantity=Decimal(10), requested_date=SOON)
        for item in firm.items
    ]
    order = take(
        "erp.purchasing.place_purchase_order",
        lambda: purchasing.place_purchase_order(
            supplier_id=firm.supplier.id, site_id=firm.site.id, lines=lines, **firm.who
        ),
    )
    this = {"purchase_order_id": order.id, **firm.who}
    take("erp.purchasing.send_purchase_order", lambda: purchasing.send_purchase_order(**this))
    take("erp.purchasing.answer_purchase_order", lambda: purchasing.answer_purchase_order(**this))
    rows = list(PurchaseOrderLine.unscoped.filter(purchase_order=order))
    arrivals = [
        purchasing.Arrival(purchase_order_line_id=row.id, quantity=row.quantity) for row in rows
    ]
    take(
        "erp.purchasing.receive_goods",
        lambda: purchasing.receive_goods(lines=arrivals, **this),
    )
    take("cursors", firm.follow)
    billed = [
        supplier_invoices.InvoiceLine(
            purchase_order_line_id=row.id, quantity=row.quantity, unit_price=row.unit_price
        )
        for row in rows
    ]
    invoice = take(
        "erp.supplier_invoices.enter_supplier_invoice",
        lambda: supplier_invoices.enter_supplier_invoice(
            supplier_id=firm.supplier.id,
            supplier_reference=f"R-{order.number}",
            document_date=DAY,
            lines=billed,
            **firm.who,
        ),
    )
    take(
        "erp.supplier_invoices.post_supplier_invoice",
        lambda: supplier_invoices.post_supplier_invoice(invoice_id=invoice.id, **firm.who),
    )
    take("cursors", firm.follow)


def _make(firm: Firm, take: Take) -> None:
    order = take(
        "erp.production.create_production_order",
        lambda: production.create_production_order(
            item_id=firm.made.id,
            site_id=firm.site.id,
            quantity=Decimal(10),
            start_date=DAY,
            due_date=SOON,
            **firm.who,
        ),
    )
    this = {"production_order_id": order.id, **firm.who}
    day = {"posting_date": DAY, **this}
    take(
        "erp.production.release_production_order",
        lambda: production.release_production_order(**this),
    )
    take("erp.production.issue_components", lambda: production.issue_components(**day))
    take(
        "erp.production.report_operation",
        lambda: production.report_operation(operation_number=10, good_quantity=Decimal(5), **day),
    )
    take(
        "erp.production.complete_production_order",
        lambda: production.complete_production_order(quantity=Decimal(10), backflush=True, **day),
    )
    take(
        "erp.production.close_production_order",
        lambda: production.close_production_order(**day),
    )
    take("cursors", firm.follow)


def _count(firm: Firm, take: Take) -> None:
    count = take(
        "erp.inventory.open_count",
        lambda: inventory.open_count(
            site_id=firm.site.id, item_ids=[item.id for item in firm.items], **firm.who
        ),
    )
    this = {"stock_count_id": count.id, **firm.who}
    found = firm.stock_lines(99)
    take("erp.inventory.record_count", lambda: inventory.record_count(found=found, **this))
    take(
        "erp.inventory.post_count",
        lambda: inventory.post_count(posting_date=DAY, reason_code="COUNT", **this),
    )
    take("cursors", firm.follow)


def _sell(firm: Firm, take: Take) -> SalesOrder:
    lines = [
        quoting.LineAsked(item_id=item.id, quantity=Decimal(2), requested_date=SOON)
        for item in firm.items
    ]
    quotation = take(
        "crm.quoting.draft_quotation",
        lambda: quoting.draft_quotation(customer_id=firm.customer.id, lines=lines, **firm.who),
    )
    this = {"quotation_id": quotation.id, **firm.who}
    take("crm.quoting.estimate_quotation", lambda: quoting.estimate_quotation(**this))
    take("crm.quoting.send_quotation", lambda: quoting.send_quotation(**this))
    take("crm.quoting.accept_quotation", lambda: quoting.accept_quotation(**this))
    take("cursors", firm.follow)
    wanted = [
        sales.NewLine(item_id=item.id, quantity=Decimal(2), requested_date=SOON)
        for item in firm.items
    ]
    order: SalesOrder = take(
        "erp.sales_orders.place_sales_order",
        lambda: sales.place_sales_order(customer_id=firm.customer.id, lines=wanted, **firm.who),
    )
    take(
        "erp.sales_orders.confirm_sales_order",
        lambda: sales.confirm_sales_order(order_id=order.id, **firm.who),
    )
    take("cursors", firm.follow)
    return order


def _ship_and_collect(firm: Firm, take: Take, order: SalesOrder) -> None:
    due = SalesScheduleLine.unscoped.filter(line__order=order)
    wanted = dict.fromkeys(due.values_list("id", flat=True))
    goods = take(
        "erp.delivery.create_delivery",
        lambda: delivery.create_delivery(quantities=wanted, **firm.who),
    )
    this = {"delivery_id": goods.id, **firm.who}
    take("erp.delivery.pick_delivery", lambda: delivery.pick_delivery(**this))
    take("erp.delivery.ship_delivery", lambda: delivery.ship_delivery(**this))
    take("erp.delivery.prove_delivery", lambda: delivery.prove_delivery(**this))
    take("cursors", firm.follow)
    take(
        "erp.invoicing.issue_invoices",
        lambda: invoicing.issue_invoices(delivery_ids=[goods.id], **firm.who),
    )
    take("cursors", firm.follow)
    claims = [_claim(firm) for _ in firm.items]
    take(
        "erp.receivables.receive_payment",
        lambda: receivables.receive_payment(
            customer_id=firm.customer.id,
            currency="CNY",
            amount=sum((claim.amount for claim in claims), Decimal(0)),
            posting_date=DAY,
            settle=[
                receivables.SettleItem(open_item_id=claim.id, amount=claim.amount)
                for claim in claims
            ],
            **firm.who,
        ),
    )
    take("cursors", firm.follow)


def _claim(firm: Firm) -> OpenItem:
    return receivables.open_receivable(
        document_type="sales_invoice",
        document_id=new_id(),
        document_number=f"OLD-{new_id().hex[-8:]}",
        customer_id=firm.customer.id,
        currency="CNY",
        amount=Decimal(10),
        exchange_rate=Decimal(1),
        rate_date=DAY,
        posting_date=DAY,
        due_date=SOON,
        **firm.who,
    )


def _take_back(firm: Firm, take: Take) -> None:
    shipped = DeliveryLine.unscoped.filter(item__in=firm.items)
    asked = [returns.ReturnRequest(delivery_line_id=row.id, quantity=Decimal(1)) for row in shipped]
    back = take(
        "erp.returns.create_return",
        lambda: returns.create_return(customer_id=firm.customer.id, lines=asked, **firm.who),
    )
    this = {"customer_return_id": back.id, **firm.who}
    lines = list(CustomerReturnLine.unscoped.filter(customer_return=back))
    came = [returns.Back(line_id=row.id, quantity=Decimal(1)) for row in lines]
    take("erp.returns.receive_return", lambda: returns.receive_return(lines=came, **this))
    take("cursors", firm.follow)
    for inspection in Inspection.unscoped.filter(source_id=back.id):
        quality.decide_inspection(
            inspection_id=inspection.id, passed_quantity=inspection.quantity, **firm.who
        )
    firm.follow()
    refund = [
        returns.Asked(
            line_id=row.id,
            quantity=Decimal(1),
            outcome=ReturnOutcome.REFUND,
        )
        for row in lines
    ]
    take("erp.returns.refund_return", lambda: returns.refund_return(lines=refund, **this))
    take("cursors", firm.follow)


def _book(firm: Firm) -> Any:
    return ledger.post_manual_entry(
        posting_date=DAY,
        lines=[
            line
            for item in firm.items
            for line in (
                ledger.ManualLine(account_code="6601", debit=Decimal(1), item_id=item.id),
                ledger.ManualLine(account_code="2241", credit=Decimal(1)),
            )
        ],
        text="costs",
        **firm.who,
    )
