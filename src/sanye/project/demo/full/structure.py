"""What generators hand to each other: bought and made things, of what and how they are made."""

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Need:
    """A component: so many of its units per piece, `scrap` of them lost on the way."""

    code: str
    quantity: Decimal
    scrap: Decimal = ZERO
    is_phantom: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """An operation at a kind of work center of the plant, in minutes: once, and per piece."""

    name: str
    center: str
    setup: Decimal
    run: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """Something bought: its price without tax per unit, and the trade of those who sell it."""

    code: str
    name: str
    name_en: str
    unit: str
    price: Decimal
    trade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Something made at one plant; without steps it is a phantom, put together on the way."""

    code: str
    name: str
    name_en: str
    family: str
    plant: str
    needs: tuple[Need, ...]
    steps: tuple[Step, ...] = ()
    color: str = ""
    size: str = ""

    @property
    def is_phantom(self) -> bool:
        return not self.steps


def need(code: str, quantity: str | Decimal = "1", scrap: str = "0") -> Need:
    """A component in figures as people write them."""
    return Need(code, Decimal(quantity), Decimal(scrap))


def step(name: str, center: str, setup: str, run: str | Decimal) -> Step:
    """An operation in figures as people write them."""
    return Step(name, center, Decimal(setup), Decimal(run))
