"""A return with its lines, locked."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sanye.erp.returns.domain.states import STEPS, ReturnStatus
from sanye.erp.returns.errors import LineUnknown, QuantityTooFine, ReturnUnknown
from sanye.erp.returns.models import CustomerReturn, CustomerReturnLine
from sanye.kernel.actors import Actor
from sanye.kernel.quantity import round_quantity
from sanye.kernel.states import check_step
from sanye.stem.masterdata.models import Item
from sanye.stem.masterdata.queries import list_units


@dataclass(slots=True)
class Locked:
    """A return and its lines by number, locked for change."""

    row: CustomerReturn
    lines: list[CustomerReturnLine]

    def line(self, line_id: UUID, number: int) -> CustomerReturnLine:
        """One of the lines; `number` is the caller's row. Raises LineUnknown."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise LineUnknown(number=self.row.number, id=str(line_id), field="line_id", row=number)


def lock_return(customer_return_id: UUID) -> Locked:
    """Lock the return, then its lines. Raises ReturnUnknown."""
    rows = CustomerReturn.objects.select_for_update(of=("self",))
    row: CustomerReturn | None = rows.filter(id=customer_return_id).first()
    if row is None:
        raise ReturnUnknown(id=str(customer_return_id))
    lines = CustomerReturnLine.unscoped.filter(customer_return=row).order_by("line_number")
    found = list(lines.select_related("item").select_for_update(of=("self",)))
    return Locked(row, found)


def step(row: CustomerReturn, to: ReturnStatus) -> None:
    """Take the return a step further. Raises StepNotAllowed."""
    check_step(STEPS, ReturnStatus(row.status), to, subject=row.number)
    row.status = to


def check_fineness(pairs: Iterable[tuple[Item, Decimal]], *, by: Actor) -> None:
    """Raise QuantityTooFine for the first quantity that its item's unit cannot express."""
    units = list_units(by=by)
    for number, (item, quantity) in enumerate(pairs, start=1):
        unit = units.get(item.unit)
        if unit is not None and round_quantity(quantity, unit.decimals) != quantity:
            raise QuantityTooFine(
                item=item.code,
                quantity=quantity,
                unit=item.unit,
                field="quantity",
                row=number,
            )
