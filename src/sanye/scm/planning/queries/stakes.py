"""What is at stake in money: customers' lines and the cost of goods, in the company's currency."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.scm.planning.models import KnownDemand
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.errors import RateMissing
from sanye.stem.masterdata.models import ItemCompany


class Stakes:
    """Rates and costs, each read once. A currency without a rate counts for nothing."""

    def __init__(self, on: date, by: Actor) -> None:
        self._on = on
        self._by = by
        self.currency = fixed_of(by).functional_currency
        self._rates: dict[str, Decimal] = {}
        self._costs: dict[UUID, Decimal] | None = None

    def of_line(self, line: KnownDemand) -> Decimal:
        """The net amount of a sales line, not rounded."""
        return self.worth(line.net_amount, line.currency)

    def worth(self, amount: Decimal, currency: str) -> Decimal:
        """An amount in the company's currency, not rounded."""
        if currency not in self._rates:
            self._rates[currency] = self._rate(currency)
        return amount * self._rates[currency]

    def cost(self, item_id: UUID) -> Decimal:
        """The standard cost of one stock unit."""
        if self._costs is None:
            self._costs = dict(ItemCompany.objects.values_list("item_id", "standard_cost"))
        return self._costs.get(item_id, Decimal(0))

    def _rate(self, currency: str) -> Decimal:
        if not currency:
            return Decimal(0)
        try:
            return masters.get_exchange_rate(
                from_currency=currency, to_currency=self.currency, on=self._on, by=self._by
            ).rate
        except RateMissing:
            return Decimal(0)
