"""The balances a valuation changes: locked once, changed in memory, stored together."""

from collections.abc import Collection, Iterable
from typing import Any, Generic, TypeVar
from uuid import UUID

from sanye.erp.costing.models import ItemValue, ReceivedNotInvoiced, WorkInProcess
from sanye.stem.rows.bulk import insert_new_rows, put_rows
from sanye.stem.rows.models import CompanyRow

M = TypeVar("M", bound=CompanyRow)
Key = tuple[UUID, ...]


class Keeper(Generic[M]):
    """Rows of one table by their key. A row that does not exist yet begins empty.

    `is_made_first`: it is stored empty when it is to be locked, so that of two who begin it at once
    the later goes on from what the earlier made of it.
    """

    def __init__(
        self,
        table: type[M],
        company_id: UUID,
        *,
        key: tuple[str, ...],
        changing: tuple[str, ...],
        is_made_first: bool = False,
    ) -> None:
        self._table = table
        self._company_id = company_id
        self._key = key
        self._changing = changing
        self._is_made_first = is_made_first
        self._rows: dict[Key, M] = {}
        self._asked: set[Key] = set()
        self._given: dict[Key, M] = {}

    def lock(self, keys: Iterable[Key]) -> None:
        """Lock the rows of many keys with one statement, in the order of their ids."""
        missing = set(keys) - self._asked - self._rows.keys()
        if not missing:
            return
        self._asked |= missing
        self._read(missing)
        absent = sorted(missing - self._rows.keys())
        if absent and self._is_made_first:
            insert_new_rows([self._empty(key) for key in absent])
            self._read(absent)

    def _read(self, keys: Collection[Key]) -> None:
        wanted = {f"{column}__in": {key[n] for key in keys} for n, column in enumerate(self._key)}
        rows = self._table.objects.select_for_update(of=("self",))
        for row in rows.filter(**wanted).order_by("id"):
            self._rows.setdefault(tuple(getattr(row, column) for column in self._key), row)

    def find(self, *key: UUID) -> M | None:
        """The row, if it was locked."""
        return self._rows.get(key)

    def get(self, *key: UUID, **columns: Any) -> M:
        """The row to change, locked; if it is new, with these columns."""
        self.lock([key])
        if key not in self._rows:
            self._rows[key] = self._empty(key, **columns)
        self._given[key] = self._rows[key]
        return self._given[key]

    def _empty(self, key: Key, **columns: Any) -> M:
        named = dict(zip(self._key, key, strict=True))
        return self._table(company_id=self._company_id, **named, **columns)

    def store(self) -> None:
        """Write all rows that were given to be changed."""
        put_rows(
            list(self._given.values()), unique=("company_id", *self._key), columns=self._changing
        )


class Balances:
    """Everything that valuations may change."""

    def __init__(self, company_id: UUID) -> None:
        self.values = Keeper(
            ItemValue,
            company_id,
            key=("item_id", "site_id"),
            changing=("quantity", "value", "unit_cost"),
            is_made_first=True,
        )
        self.clearings = Keeper(
            ReceivedNotInvoiced,
            company_id,
            key=("purchase_order_line_id",),
            changing=(
                "site_id",
                "received_quantity",
                "received_value",
                "invoiced_quantity",
                "cleared_value",
            ),
        )
        self.orders = Keeper(
            WorkInProcess,
            company_id,
            key=("production_order_id",),
            changing=(
                "number",
                "item_id",
                "site_id",
                "order_quantity",
                "lost_quantity",
                "completed_quantity",
                "material_amount",
                "conversion_amount",
                "completed_amount",
                "variance_amount",
                "closed_date",
            ),
        )

    def store(self) -> None:
        """Write what was changed; items before orders, as they are locked."""
        self.values.store()
        self.clearings.store()
        self.orders.store()
