"""What is at stake in money: customers' lines and the cost of goods, in the company's currency."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.errors import RateMissing
from sanye.stem.masterdata.models import ItemCompany


class Sold(Protocol):
    """A line of a sales order with its value."""

    @property
    def net_amount(self) -> Decimal: ...
    @property
    def currency(self) -> str: ...


class Stakes:
    """Rates and costs, each read once. A currency without a rate counts for nothing."""

    def __init__(self, on: date, by: Actor) -> None:
        self._on = on
        self._by = by
        self.currency = fixed_of(by).functional_currency
        self._rates: dict[str, Decimal] = {}
        self._costs: dict[UUID, Decimal] | None = None

    def worth_of(self, lines: Iterable[Sold]) -> Decimal:
        """The net amounts of sales lines together, not rounded."""
        amounts: dict[str, Decimal] = defaultdict(Decimal)
        for line in lines:
            amounts[line.currency] += line.net_amount
        return sum((amount * self._rate(of) for of, amount in amounts.items()), Decimal(0))

    def cost(self, item_id: UUID) -> Decimal:
        """The standard cost of one stock unit."""
        if self._costs is None:
            self._costs = dict(ItemCompany.objects.values_list("item_id", "standard_cost"))
        return self._costs.get(item_id, Decimal(0))

    def _rate(self, currency: str) -> Decimal:
        if currency not in self._rates:
            self._rates[currency] = self._read_rate(currency)
        return self._rates[currency]

    def _read_rate(self, currency: str) -> Decimal:
        if not currency:
            return Decimal(0)
        try:
            return masters.get_exchange_rate(
                from_currency=currency, to_currency=self.currency, on=self._on, by=self._by
            ).rate
        except RateMissing:
            return Decimal(0)
