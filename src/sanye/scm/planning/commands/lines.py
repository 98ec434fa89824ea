"""Lines of supply or demand while facts change them in memory: read once, and written once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Q

from sanye.scm.planning.models import KnownDemand, KnownSupply
from sanye.stem.rows.bulk import put_rows

T = TypeVar("T", KnownDemand, KnownSupply)
Place = tuple[UUID, UUID]
_NEVER_TOLD = {"id", "created_at", "company_id"}
_OF_THE_PLAN = "is_planned"


class KnownLines(Generic[T]):
    """What is known of some orders and lines; `changed` are the places where it is another now.

    A line told again as it is known stays, and asks for no new plan.
    """

    def __init__(
        self, table: type[T], *, order_ids: Collection[UUID], line_ids: Collection[UUID]
    ) -> None:
        self._table: type[T] = table
        fields = table._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
        self._columns = [f.attname for f in fields if f.attname not in _NEVER_TOLD]
        self._said = attrgetter(*(name for name in self._columns if name != _OF_THE_PLAN))
        rows = table.objects.filter(Q(order_id__in=order_ids) | Q(line_id__in=line_ids))
        self._rows: dict[UUID, T] = {row.line_id: row for row in rows}
        self._stored = {line_id: self._said(row) for line_id, row in self._rows.items()}
        self._line_ids: dict[UUID, set[UUID]] = defaultdict(set)
        for row in self._rows.values():
            self._line_ids[row.order_id].add(row.line_id)
        self.changed: set[Place] = set()

    def of_order(self, order_id: UUID) -> list[T]:
        return [self._rows[i] for i in self._line_ids[order_id] if i in self._rows]

    def replace(self, order_id: UUID, rows: Sequence[T]) -> None:
        """The order has these lines and no others."""
        line_ids = {row.line_id for row in rows}
        for known in self.of_order(order_id):
            if known.line_id not in line_ids:
                del self._rows[known.line_id]
                self.changed.add((known.item_id, known.site_id))
        self._line_ids[order_id].clear()
        self.put(rows)

    def put(self, rows: Sequence[T]) -> None:
        """The orders have these lines, new or instead of those known, beside their others."""
        for row in rows:
            self._line_ids[row.order_id].add(row.line_id)
            known = self._rows.get(row.line_id)
            if known is not None and self._said(known) == self._said(row):
                continue
            places = (row,) if known is None else (known, row)
            self.changed.update((placed.item_id, placed.site_id) for placed in places)
            self._rows[row.line_id] = row

    def lessen(self, line_id: UUID, quantity: Decimal) -> None:
        """Of a line this is still open; of one that is not known it does not matter."""
        row = self._rows.get(line_id)
        if row is None:
            return
        self.changed.add((row.item_id, row.site_id))
        row.quantity = quantity
        if quantity <= 0:
            del self._rows[line_id]

    def write(self) -> None:
        gone = [line_id for line_id in self._stored if line_id not in self._rows]
        if gone:
            self._table.objects.filter(line_id__in=gone).delete()
        put_rows(
            [row for i, row in self._rows.items() if self._stored.get(i) != self._said(row)],
            unique=("company_id", "line_id"),
            columns=self._columns,
        )
