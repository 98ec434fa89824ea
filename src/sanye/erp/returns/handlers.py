"""What returns do when others report a fact."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.crm.service import ReturnAskedFor
from sanye.contracts.erp.returns import CustomerReturnSettled
from sanye.erp.returns import commands
from sanye.erp.sales_orders.commands import confirm_sales_order
from sanye.erp.sales_orders.queries import get_sales_order
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

# The lines of one request are locked in their order; those of a batch would be in the log's.
requests = Cursor("erp.returns.requests", kind="REACTION", on_failure="PARK", batch_size=1)
# Its customer and supply are locked until a batch is done, and sellers wait for them.
confirmation = Cursor("erp.returns.confirmation", kind="REACTION", on_failure="PARK", batch_size=1)


@requests.on(ReturnAskedFor)
def return_asked_for(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """A case asks for goods back: they are announced."""
    for event in batch:
        fact: ReturnAskedFor = event.data
        commands.create_return(
            customer_id=fact.customer_id,
            lines=[
                commands.ReturnRequest(
                    item_id=line.item_id,
                    quantity=line.quantity,
                    serial_number=line.serial_number,
                    lot=line.lot,
                    delivery_line_id=line.delivery_line_id,
                    sales_order_id=line.sales_order_id,
                    reason_code=line.reason_code,
                    failure_code=line.failure_code,
                    wanted_outcome=line.wanted_outcome,
                    is_in_warranty=line.is_in_warranty,
                )
                for line in fact.lines
            ],
            site_id=fact.site_id,
            case_id=fact.case_id,
            case_number=fact.case_number,
            request_id=fact.request_id,
            is_lenient=True,
            by=by,
            at=at,
        )


@confirmation.on(CustomerReturnSettled)
def return_settled(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """What the customer gets instead is promised at once."""
    for event in batch:
        order_id = event.data.sales_order_id
        if order_id is None:
            continue
        if get_sales_order(order_id=order_id, by=by).status == "PLACED":
            confirm_sales_order(order_id=order_id, by=by, at=at)
