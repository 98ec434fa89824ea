"""How often what goes wrong does."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

WHOLE = Decimal(1)
GRAIN = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Each from 0 (never) to 1 (always).

    `late` purchase orders are confirmed for a later day; `failed` lots fail in part; `complaints`
    and `returns` are of the delivered orders: what comes back is part of what is complained about.
    """

    late: Decimal = Decimal("0.2")
    failed: Decimal = Decimal("0.1")
    complaints: Decimal = Decimal("0.15")
    returns: Decimal = Decimal("0.1")

    @property
    def returns_of_complaints(self) -> Decimal:
        """The share of complaints after which goods come back."""
        if self.complaints == 0:
            return Decimal(0)
        return min(WHOLE, self.returns / self.complaints)


class Every:
    """Systematic sampling: of n asked, share x n are hit, rounded down or up, evenly spread.

    The seed chooses where it starts, so few orders do not always go right.
    """

    def __init__(self, share: Decimal, random: Random) -> None:
        self.share = share
        self.hits = 0
        self._filled = Decimal(random.randrange(GRAIN)) / GRAIN

    def is_hit(self) -> bool:
        """Whether the next one is among the share."""
        self._filled += self.share
        if self._filled < WHOLE:
            return False
        self._filled -= WHOLE
        self.hits += 1
        return True
