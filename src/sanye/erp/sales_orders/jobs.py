"""Orders that wait for a promise are not forgotten."""

from datetime import datetime

from django.db import DataError

from sanye.contracts.scm.holds import hold_supply
from sanye.erp.sales_orders import commands, queries
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.stem.jobs import Progress, job, scheduled


@scheduled("*/15 * * * *")
@job
def ask_again(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Confirm what awaited a promise, now that supply or planning may be there.

    An order that nobody can work out, as one out of all proportion, is told when all others have
    been asked for.
    """
    if not hold_supply.is_answered:
        return "planning is off"
    waiting = [order.id for order in queries.list_awaiting_orders(by=by)]
    progress.expect(len(waiting))
    confirmed, wrong = 0, None
    for order_id in waiting:
        try:
            order = commands.confirm_sales_order(order_id=order_id, by=by, at=at)
            confirmed += order.status == "CONFIRMED"
        except Refusal:
            # Somebody took it in hand meanwhile; the next run looks again.
            pass
        except (DataError, ArithmeticError, ValueError) as error:
            wrong = wrong or error
        progress.step()
    if wrong is not None:
        raise wrong
    return f"{confirmed} of {len(waiting)} confirmed"
