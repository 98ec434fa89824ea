"""The lists of one call: their masters, their checks, their documents, and what these did."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sanye.erp.costing.commands.past import PastInvoice, PastProcess
from sanye.erp.delivery.commands.importing import import_deliveries
from sanye.erp.inventory.commands.past import PastMovement, PastStock, PastTransfer
from sanye.erp.inventory.commands.taking_over import check_past_stock
from sanye.erp.inventory.commands.taking_over_transfers import check_past_transfers
from sanye.erp.invoicing.commands.importing import check_invoice_numbers
from sanye.erp.invoicing.commands.importing import import_invoices as import_sales_invoices
from sanye.erp.ledger.commands.past import PastBooks
from sanye.erp.open_items.commands.past import PastClaim
from sanye.erp.past.queries import Checks, Masters, load_masters
from sanye.erp.production.commands import importing as production
from sanye.erp.production.commands import taking_over as made
from sanye.erp.purchasing.commands import importing_closed as purchasing
from sanye.erp.purchasing.commands import taking_over as bought
from sanye.erp.purchasing.commands.closed import ClosedPurchaseOrder
from sanye.erp.sales_orders.commands import importing as selling
from sanye.erp.sales_orders.commands import taking_over as sold
from sanye.erp.sales_orders.commands.closed import ClosedSalesOrder
from sanye.erp.supplier_invoices.commands.importing import check_invoices, import_invoices
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals

SHOWN = 200
"""Refusals that are told: a list can be wrong in every row."""


@dataclass(slots=True)
class Taken:
    """The documents that are new, checked."""

    sales: list[sold.TakenOrder]
    purchases: list[bought.TakenOrder]
    productions: list[made.TakenOrder]
    stock: list[PastMovement]


@dataclass(slots=True)
class Effects:
    """What the documents did, gathered while they are written."""

    movements: list[PastMovement]
    claims: list[PastClaim] = field(default_factory=list)
    invoices: list[PastInvoice] = field(default_factory=list)


def read_masters(
    sales: Sequence[ClosedSalesOrder],
    purchases: Sequence[ClosedPurchaseOrder],
    plans: Sequence[made.Planned],
    stock: Sequence[PastStock],
    transfers: Sequence[PastTransfer],
    *,
    by: Actor,
    at: datetime,
) -> Masters:
    """All masters that the lists name, read once."""
    named = made.named_ids(plans)
    items, sites = set(named["items"]), set(named["sites"])
    parties: set[UUID] = {order.customer_id for order in sales}
    parties |= {order.supplier_id for order in purchases}
    for order in sales:
        sites.add(order.site_id)
        for line in order.lines:
            items.add(line.item_id)
            sites |= {part.site_id for part in line.parts if part.site_id is not None}
    for bought_order in purchases:
        sites.add(bought_order.site_id)
        items |= {line.item_id for line in bought_order.lines}
    items |= {row.item_id for row in stock}
    sites |= {row.site_id for row in stock}
    items |= {row.item_id for row in transfers}
    sites |= {site for row in transfers for site in (row.from_site_id, row.to_site_id)}
    return load_masters(
        item_ids=items,
        site_ids=sites,
        party_ids=parties,
        center_ids=named["centers"],
        by=by,
        at=at,
    )


def check_lists(
    sales: Sequence[ClosedSalesOrder],
    purchases: Sequence[ClosedPurchaseOrder],
    plans: Sequence[made.Planned],
    stock: Sequence[PastStock],
    transfers: Sequence[PastTransfer],
    masters: Masters,
    *,
    by: Actor,
) -> Taken:
    """What is new of the lists. Raises Refusals of everything that is wrong."""
    refused: list[Refusal] = []
    taken = Taken(
        sales=sold.check_closed_orders(sales, Checks(masters, "sales_orders", refused), by=by),
        purchases=bought.check_closed_orders(
            purchases, Checks(masters, "purchase_orders", refused), by=by
        ),
        productions=made.check_closed_orders(
            plans, Checks(masters, "production_orders", refused), by=by
        ),
        stock=[
            *check_past_stock(stock, Checks(masters, "stock", refused), by=by),
            *check_past_transfers(transfers, Checks(masters, "transfers", refused), by=by),
        ],
    )
    check_invoice_numbers(taken.sales, Checks(masters, "sales_orders", refused), by=by)
    check_invoices(taken.purchases, Checks(masters, "purchase_orders", refused), by=by)
    if refused:
        raise Refusals(refused[:SHOWN])
    return taken


def write_documents(taken: Taken, books: PastBooks, *, by: Actor, at: datetime) -> Effects:
    """Each module writes its own."""
    effects = Effects(movements=list(taken.stock))
    if taken.purchases:
        effects.movements += purchasing.import_closed_orders(orders=taken.purchases, by=by, at=at)
        claims, invoices = import_invoices(orders=taken.purchases, books=books, by=by, at=at)
        effects.claims += claims
        effects.invoices += invoices
    if taken.productions:
        effects.movements += production.import_closed_orders(orders=taken.productions, by=by, at=at)
    if taken.sales:
        selling.import_orders(orders=taken.sales, by=by, at=at)
        effects.movements += import_deliveries(orders=taken.sales, by=by, at=at)
        effects.claims += import_sales_invoices(orders=taken.sales, books=books, by=by, at=at)
    return effects


def process_of(order: made.TakenOrder) -> PastProcess:
    """The production order as costing follows it."""
    given = order.given
    return PastProcess(
        id=order.id,
        number=order.number,
        item_id=order.item.id,
        site_id=given.site_id,
        quantity=given.quantity,
        lost_quantity=given.scrapped_quantity,
        completed_quantity=given.completed_quantity,
        ended=given.actual_end_date,
        conversion=[
            (
                operation.center.kind,
                operation.given.setup_minutes + operation.given.run_minutes,
                operation.cost_rate,
            )
            for operation in order.operations
        ],
    )


def tell(taken: Taken, *, by: Actor, at: datetime) -> None:
    """One fact per document."""
    selling.publish_imported_orders(orders=taken.sales, by=by, at=at)
    purchasing.publish_imported_orders(orders=taken.purchases, by=by, at=at)
    production.publish_imported_orders(orders=taken.productions, by=by, at=at)
