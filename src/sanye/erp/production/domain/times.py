"""How long an operation takes."""

from decimal import Decimal
from math import ceil

from sanye.kernel.quantity import round_quantity


def run_minutes(each: Decimal, quantity: Decimal, batch_quantity: Decimal | None) -> Decimal:
    """Minutes for so many pieces: per piece, or per batch begun."""
    if batch_quantity is None:
        return round_quantity(each * quantity)
    return round_quantity(each * ceil(quantity / batch_quantity))
