"""How much of an invoice's line a credit note takes back, so that parts add up to the whole.

Amounts are shares of the line rounded as a running sum: whatever the steps, the last unit credited
takes back exactly what is left of net and of every tax.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sanye.kernel.money import round_money


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoiced:
    """A line as invoiced and what was credited of it before; taxes in their order."""

    quantity: Decimal
    net: Decimal
    taxes: tuple[Decimal, ...]
    self_assessed: tuple[Decimal, ...]
    credited_quantity: Decimal
    credited_net: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What one credit note takes back of a line."""

    quantity: Decimal
    net: Decimal
    taxes: tuple[Decimal, ...]
    self_assessed: tuple[Decimal, ...]


def net_of_quantity(line: Invoiced, quantity: Decimal, currency: str) -> Decimal:
    """The net that a quantity takes back, never more than is left."""
    left_quantity = line.quantity - line.credited_quantity
    left = line.net - line.credited_net
    if quantity == left_quantity:
        return left
    share = round_money(Fraction(line.net) * Fraction(quantity) / Fraction(line.quantity), currency)
    return min(share, left)


def credit_of_net(line: Invoiced, quantity: Decimal, net: Decimal, currency: str) -> Credit:
    """The credit that takes back `net` (and `quantity`, or 0 if only an amount), with its taxes."""
    return Credit(
        quantity=quantity,
        net=net,
        taxes=_steps(line, net, line.taxes, currency),
        self_assessed=_steps(line, net, line.self_assessed, currency),
    )


def _steps(
    line: Invoiced, net: Decimal, whole: Sequence[Decimal], currency: str
) -> tuple[Decimal, ...]:
    if line.net == 0:
        return tuple(whole)
    before = Fraction(line.credited_net) / Fraction(line.net)
    after = Fraction(line.credited_net + net) / Fraction(line.net)
    return tuple(
        round_money(amount * after, currency) - round_money(amount * before, currency)
        for amount in map(Fraction, whole)
    )
