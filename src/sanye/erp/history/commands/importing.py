"""One transaction over all modules: check the lists, write documents, move stock, value, post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sanye.erp.costing.commands.importing import import_values
from sanye.erp.costing.commands.past import PastCost, PastStandards
from sanye.erp.history.commands.gathering import (
    check_lists,
    process_of,
    read_masters,
    tell,
    write_documents,
)
from sanye.erp.inventory.commands.importing import import_movements
from sanye.erp.inventory.commands.past import PastStock, PastTransfer
from sanye.erp.ledger.commands import past as ledger
from sanye.erp.open_items.commands.past import import_claims
from sanye.erp.production.commands.closed import ClosedProductionOrder
from sanye.erp.production.commands.importing import import_completions
from sanye.erp.production.commands.taking_over import Planned, plan_closed_orders
from sanye.erp.purchasing.commands.closed import ClosedPurchaseOrder
from sanye.erp.sales_orders.commands.closed import ClosedSalesOrder
from sanye.kernel.actors import Actor
from sanye.kernel.garbage import not_collecting
from sanye.stem.commands import command


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a call took over, and how many documents it passed over because they were here."""

    sales_orders: int = 0
    purchase_orders: int = 0
    production_orders: int = 0
    stock_movements: int = 0
    journal_entries: int = 0
    passed_over: int = 0


@command
def import_closed_documents(
    *,
    sales_orders: Sequence[ClosedSalesOrder] = (),
    purchase_orders: Sequence[ClosedPurchaseOrder] = (),
    production_orders: Sequence[ClosedProductionOrder] = (),
    stock: Sequence[PastStock] = (),
    transfers: Sequence[PastTransfer] = (),
    standard_costs: Sequence[PastCost] = (),
    by: Actor,
    at: datetime,
) -> Imported:
    """Take over finished documents with their effects on stock, values, open items and books.

    Documents that came before, by number or id, are passed over. Raises Refusals: every wrong row
    with its field, and nothing is written.
    """
    with not_collecting():
        return _import(
            sales_orders,
            purchase_orders,
            plan_closed_orders(production_orders, by=by),
            stock,
            transfers,
            standard_costs,
            by=by,
            at=at,
        )


def _import(
    sales_orders: Sequence[ClosedSalesOrder],
    purchase_orders: Sequence[ClosedPurchaseOrder],
    plans: Sequence[Planned],
    stock: Sequence[PastStock],
    transfers: Sequence[PastTransfer],
    standard_costs: Sequence[PastCost],
    *,
    by: Actor,
    at: datetime,
) -> Imported:
    lists = (sales_orders, purchase_orders, plans, stock, transfers)
    masters = read_masters(*lists, by=by, at=at)
    taken = check_lists(*lists, masters, by=by)
    books = ledger.PastBooks(masters.currency)
    effects = write_documents(taken, books, by=by, at=at)
    moved = import_movements(movements=effects.movements, masters=masters, by=by, at=at)
    import_completions(orders=taken.productions, movements=moved, by=by, at=at)
    import_values(
        movements=moved,
        invoices=effects.invoices,
        processes=[process_of(order) for order in taken.productions],
        standards=PastStandards(standard_costs),
        books=books,
        by=by,
        at=at,
    )
    import_claims(claims=effects.claims, books=books, by=by, at=at)
    entries = ledger.import_entries(books=books, by=by, at=at)
    tell(taken, by=by, at=at)
    given = len(sales_orders) + len(purchase_orders) + len(plans)
    new = len(taken.sales) + len(taken.purchases) + len(taken.productions)
    return Imported(
        sales_orders=len(taken.sales),
        purchase_orders=len(taken.purchases),
        production_orders=len(taken.productions),
        stock_movements=len(moved),
        journal_entries=entries,
        passed_over=given - new,
    )


@command
def import_closed_sales_orders(
    *, orders: Sequence[ClosedSalesOrder], by: Actor, at: datetime
) -> Imported:
    """Sales orders alone; see `import_closed_documents`."""
    return import_closed_documents(sales_orders=orders, by=by, at=at)


@command
def import_closed_purchase_orders(
    *, orders: Sequence[ClosedPurchaseOrder], by: Actor, at: datetime
) -> Imported:
    """Purchase orders alone; see `import_closed_documents`."""
    return import_closed_documents(purchase_orders=orders, by=by, at=at)


@command
def import_closed_production_orders(
    *, orders: Sequence[ClosedProductionOrder], by: Actor, at: datetime
) -> Imported:
    """Production orders alone; see `import_closed_documents`."""
    return import_closed_documents(production_orders=orders, by=by, at=at)


@command
def import_past_stock(*, stock: Sequence[PastStock], by: Actor, at: datetime) -> Imported:
    """What was there before, counted or scrapped; see `import_closed_documents`."""
    return import_closed_documents(stock=stock, by=by, at=at)


@command
def import_past_transfers(
    *, transfers: Sequence[PastTransfer], by: Actor, at: datetime
) -> Imported:
    """What went from site to site; see `import_closed_documents`."""
    return import_closed_documents(transfers=transfers, by=by, at=at)


@command
def close_past_periods(*, until: date, by: Actor, at: datetime) -> int:
    """Close the fiscal periods that end on the day or before it; how many there were."""
    return len(ledger.close_past_periods(until=until, by=by, at=at))
