"""What service notes of goods that went out and came back."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.erp.history import SalesOrderImported
from sanye.contracts.erp.inventory import StockMoved
from sanye.contracts.erp.returns import (
    CustomerReturnClosed,
    CustomerReturnCreated,
    CustomerReturnImported,
    CustomerReturnReceived,
    CustomerReturnSettled,
)
from sanye.contracts.erp.sales import (
    DeliveryCreated,
    DeliveryProven,
    DeliveryShipped,
    SalesOrderPlaced,
)
from sanye.crm.service import commands
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

installed_base = Cursor(
    "crm.service.installed_base", kind="PROJECTION", rebuild=commands.empty_units
)
returns = Cursor("crm.service.returns", kind="PROJECTION", rebuild=commands.empty_returns)


@installed_base.on(
    SalesOrderPlaced,
    SalesOrderImported,
    DeliveryCreated,
    StockMoved,
    DeliveryShipped,
    DeliveryProven,
    CustomerReturnReceived,
    CustomerReturnImported,
)
def goods_moved(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Note orders, deliveries, and what stands at customers."""
    commands.record_goods(facts=[recorded.data for recorded in batch], by=by, at=at)


@returns.on(
    CustomerReturnCreated,
    CustomerReturnReceived,
    CustomerReturnSettled,
    CustomerReturnClosed,
    CustomerReturnImported,
)
def return_changed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Note what became of goods that were asked back."""
    commands.record_returns(facts=[recorded.data for recorded in batch], by=by, at=at)
