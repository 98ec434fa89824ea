"""Valuing the past: movements, work and invoices in the order of their days, by the rules of now.

Every movement has its valuation, as if it had been valued then; the journal sums them by day and
kind (`posted_fact_id` names the entry).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.costing.commands.keeping import Balances
from sanye.erp.costing.commands.movements import CLEARED_KINDS, PROCESS_KINDS
from sanye.erp.costing.commands.past import (
    PROCESS_COLUMNS,
    PastInvoice,
    PastInvoiced,
    PastProcess,
    PastStandards,
    added_up,
    merged,
    process_row,
    steps_of,
)
from sanye.erp.costing.commands.policies import Policy, policies_of
from sanye.erp.costing.commands.writing import balance_of
from sanye.erp.costing.domain.averaging import (
    Balance,
    Change,
    at_standard,
    issue,
    receive,
    revalue,
    take_difference,
)
from sanye.erp.costing.domain.clearing import Clearing, invoice_clears, receipt_value
from sanye.erp.costing.domain.process import ABSORBED_BY, actual_so_far, conversion_cost
from sanye.erp.costing.domain.roles import COUNTER_ROLES
from sanye.erp.costing.models import ReceivedNotInvoiced, Valuation, ValuationLine, WorkInProcess
from sanye.erp.inventory.commands.past import PastLine, PastMovement
from sanye.erp.ledger.commands.past import PastBooks
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_money
from sanye.stem.commands import command
from sanye.stem.rows.copying import copy_rows

ZERO = Decimal(0)
Place = tuple[UUID, UUID]
_VALUATION = (
    "id", "kind", "source_type", "source_id", "source_number", "movement_id", "document_date",
    "posting_date", "posted_fact_id",
)  # fmt: skip
_LINE = ("valuation_id", "role", "item_id", "site_id", "source_line_id", "quantity", "amount")
_CLEARING = (
    "id", "purchase_order_line_id", "item_id", "site_id", "received_quantity", "received_value",
    "invoiced_quantity", "cleared_value",
)  # fmt: skip


@command
def import_values(
    *,
    movements: Sequence[PastMovement],
    invoices: Sequence[PastInvoice],
    processes: Sequence[PastProcess],
    standards: PastStandards,
    books: PastBooks,
    by: Actor,
    at: datetime,
) -> None:
    """Value everything in the order of its days, from what stock is worth now; put it into `books`.

    An order's work counts, and it closes, with its completion, or alone if nothing came out.
    """
    valuing = _Valuing(movements, processes, standards, books, by=by)
    for _, fact in sorted(steps_of(movements, invoices, processes), key=lambda step: step[0]):
        valuing.take(fact)
    valuing.write()


_AVERAGE = Policy()


class _Draft:
    """One valuation being made: its lines are kept and summed for the books as they come."""

    __slots__ = ("_entry", "_valuing", "id")

    def __init__(
        self,
        valuing: "_Valuing",
        kind: str,
        day: date,
        source: tuple[Any, ...],
        *,
        entry_kind: str = "",
    ) -> None:
        self.id, self._valuing = new_id(), valuing
        self._entry = valuing.books.entry(entry_kind or kind, day)
        self._entry.documents += 1
        valuing.valuations.append((self.id, kind, *source, day, day, self._entry.fact_id))

    def add(
        self,
        role: str,
        amount: Decimal,
        place: Place,
        line_id: UUID | None = None,
        quantity: Decimal = ZERO,
    ) -> None:
        """One side; nothing is kept of a line without amount and quantity."""
        if amount or quantity:
            item_id = place[0]
            self._valuing.lines.append((self.id, role, *place, line_id, quantity, amount))
            if amount:
                self._valuing.books.add_value(self._entry, role, item_id, amount)


class _Valuing:
    """Balances in memory, and the rows to write."""

    def __init__(
        self,
        movements: Sequence[PastMovement],
        processes: Sequence[PastProcess],
        standards: PastStandards,
        books: PastBooks,
        *,
        by: Actor,
    ) -> None:
        self.books, self._standards, self._by = books, standards, by
        self._currency = books.currency
        self.valuations: list[tuple[Any, ...]] = []
        self.lines: list[tuple[Any, ...]] = []
        self._processes = {process.id: process for process in processes}
        self._clearings: dict[UUID, tuple[Place, Clearing]] = {}
        self._under_way: dict[tuple[UUID | None, UUID, str], Decimal] = {}
        places = {(line[0], line[1]) for movement in movements for line in movement.lines}
        self._policies = policies_of({item_id for item_id, _ in places}, by=by)
        self._rows = Balances(by.company_id).values
        self._rows.lock(places)
        self._balances = {place: balance_of(self._rows.get(*place)) for place in places}

    def take(self, fact: PastMovement | PastInvoice | PastProcess) -> None:
        """Value one fact; facts come in the order of their days."""
        if isinstance(fact, PastMovement):
            self._movement(fact)
        elif isinstance(fact, PastInvoice):
            self._invoice(fact)
        else:
            self._close(fact)

    def write(self) -> None:
        """Store valuations and the balances that are their sums."""
        company = {"company_id": self._by.company_id}
        copy_rows(Valuation, _VALUATION, self.valuations, **company)
        copy_rows(ValuationLine, _LINE, self.lines, **company)
        for place, balance in self._balances.items():
            row = self._rows.get(*place)
            row.quantity, row.value, row.unit_cost = (
                balance.quantity,
                balance.value,
                balance.unit_cost,
            )
        self._rows.store()
        copy_rows(ReceivedNotInvoiced, _CLEARING, self._clearing_rows(), **company)
        closed = (process_row(process) for process in self._processes.values())
        copy_rows(WorkInProcess, PROCESS_COLUMNS, closed, **company)

    def _clearing_rows(self) -> Iterable[tuple[Any, ...]]:
        for line_id, (place, clearing) in self._clearings.items():
            yield (
                new_id(),
                line_id,
                *place,
                clearing.received_quantity,
                clearing.received_value,
                clearing.invoiced_quantity,
                clearing.cleared_value,
            )

    def _movement(self, movement: PastMovement) -> None:
        if movement.kind == MovementKind.TRANSFER:
            self._pass_on(movement)
            return
        process = None
        if movement.kind in PROCESS_KINDS and movement.source_id is not None:
            process = self._processes[movement.source_id]
        if process is not None and movement.kind == MovementKind.PRODUCTION_COMPLETION:
            self._work(process)
        source_id = movement.source_id or movement.id
        source = (movement.source_type, source_id, movement.source_number, movement.id)
        draft = _Draft(self, movement.kind, movement.posting_date, source)
        if process is None:
            for line in added_up(movement.lines):
                self._line(draft, movement.kind, line, movement.posting_date)
        elif movement.kind == MovementKind.PRODUCTION_ISSUE:
            self._take_in(draft, process, movement)
        else:
            self._give_out(draft, process, movement)
            self._close_into_variance(process)

    def _pass_on(self, movement: PastMovement) -> None:
        """What leaves a site arrives at the other with its value; on its way it is in transit.

        What went and what came are entries of their own, for on one day they may come to nothing.
        """
        is_sent, day = movement.lines[0].quantity < 0, movement.posting_date
        source = (movement.source_type, movement.source_id, movement.source_number, movement.id)
        way = "TRANSFER_SENT" if is_sent else "TRANSFER_CAME"
        draft = _Draft(self, movement.kind, day, source, entry_kind=way)
        for line in merged(movement.lines):
            place = (line.item_id, line.site_id)
            key = (movement.source_id, line.item_id, line.lot)
            if is_sent:
                worth = -self._change(draft, line, day, None)
                self._under_way[key] = self._under_way.get(key, ZERO) + worth
                draft.add(AccountRole.STOCK_IN_TRANSIT, worth, place)
            else:
                worth = self._under_way.pop(key, ZERO)
                moved = self._change(draft, line, day, worth)
                draft.add(AccountRole.STOCK_IN_TRANSIT, -worth, place)
                draft.add(AccountRole.INVENTORY_REVALUATION, worth - moved, place)

    def _line(self, draft: _Draft, kind: MovementKind, line: PastLine, day: date) -> None:
        place = (line.item_id, line.site_id)
        worth: Decimal | None
        if kind in CLEARED_KINDS:
            worth = self._clear(line)
        else:
            worth = None if line.quantity < 0 else self._known_worth(line, day)
        moved = self._change(draft, line, day, worth)
        counter = moved if worth is None or kind not in CLEARED_KINDS else worth
        draft.add(COUNTER_ROLES[kind], -counter, place, line.source_line_id)
        if kind in CLEARED_KINDS:
            role = AccountRole.PURCHASE_PRICE_VARIANCE
            draft.add(role, counter - moved, place, line.source_line_id)

    def _known_worth(self, line: PastLine, day: date) -> Decimal:
        """By the cost given, else what such stock costs."""
        place = (line.item_id, line.site_id)
        cost = self._balances[place].exact_cost
        if line.unit_cost is not None:
            cost = Fraction(line.unit_cost)
        elif not cost:
            cost = Fraction(self._standard(line.item_id, day))
        return round_money(Fraction(line.quantity) * cost, self._currency)

    def _change(self, draft: _Draft, line: PastLine, day: date, worth: Decimal | None) -> Decimal:
        """Change the balance; the signed amount that the stock account takes."""
        place, quantity = (line.item_id, line.site_id), line.quantity
        policy = self._policies.get(line.item_id, _AVERAGE)
        before = self._balances[place]
        if policy.is_standard:
            before = self._follow_standard(draft, place, before, day)
            change = at_standard(before, quantity, before.unit_cost, self._currency)
        elif quantity > 0:
            change = receive(before, quantity, worth or ZERO, self._currency)
        else:
            if not before.unit_cost and before.quantity <= 0:
                before = replace(before, unit_cost=policy.standard_cost)
            change = issue(before, -quantity, self._currency)
        self._balances[place] = change.balance
        draft.add(
            AccountRole.STOCK,
            change.amount + change.adjustment,
            place,
            line.source_line_id,
            quantity,
        )
        role = AccountRole.NEGATIVE_STOCK_ADJUSTMENT
        draft.add(role, -change.adjustment, place, line.source_line_id)
        return change.amount

    def _follow_standard(self, draft: _Draft, place: Place, balance: Balance, day: date) -> Balance:
        """Stock at its standard of the day; a change revalues what is there first."""
        standard = self._standard(place[0], day)
        if balance.unit_cost == standard:
            return balance
        change: Change = revalue(balance, standard, self._currency)
        draft.add(AccountRole.STOCK, change.amount, place)
        draft.add(AccountRole.INVENTORY_REVALUATION, -change.amount, place)
        return change.balance

    def _standard(self, item_id: UUID, day: date) -> Decimal:
        present = self._policies.get(item_id, _AVERAGE).standard_cost
        return self._standards.on(item_id, day, present)

    def _clear(self, line: PastLine) -> Decimal:
        """Add goods that came, or went back, on an order line; what they are worth."""
        line_id = line.source_line_id
        if line_id is None or line.unit_cost is None:
            raise ValueError("goods come on an order line, at a cost")
        place = (line.item_id, line.site_id)
        _, clearing = self._clearings.get(line_id, (place, Clearing()))
        value = receipt_value(clearing, line.quantity, line.unit_cost, self._currency)
        self._clearings[line_id] = (
            place,
            replace(
                clearing,
                received_quantity=clearing.received_quantity + line.quantity,
                received_value=clearing.received_value + value,
            ),
        )
        return value

    def _take_in(self, draft: _Draft, process: PastProcess, movement: PastMovement) -> None:
        """Components go into process: one line of the order for all of them."""
        taken = ZERO
        for line in added_up(movement.lines):
            taken -= self._change(draft, line, movement.posting_date, None)
        process.material_amount += taken
        draft.add(AccountRole.WORK_IN_PROCESS, taken, (process.item_id, process.site_id))

    def _work(self, process: PastProcess) -> None:
        """Time goes into process at its rate."""
        if not process.conversion:
            return
        draft = self._of_order(process, "OPERATION")
        place = (process.item_id, process.site_id)
        for kind, minutes, rate in process.conversion:
            amount = conversion_cost(minutes, rate, self._currency)
            process.conversion_amount += amount
            draft.add(ABSORBED_BY[kind], -amount, place)
        draft.add(AccountRole.WORK_IN_PROCESS, process.conversion_amount, place)

    def _give_out(self, draft: _Draft, process: PastProcess, movement: PastMovement) -> None:
        """The goods take their share of what is in process, at standard the standard."""
        (line,) = added_up(movement.lines)
        worth = None
        remaining = process.quantity - process.lost_quantity
        if process.in_process_amount > 0:
            worth = actual_so_far(
                process.in_process_amount, line.quantity, remaining, self._currency
            )
        if worth is None:
            worth = self._known_worth(line, movement.posting_date)
        moved = self._change(draft, line, movement.posting_date, worth)
        process.completed_amount += moved
        place = (process.item_id, process.site_id)
        draft.add(AccountRole.WORK_IN_PROCESS, -moved, place, line.source_line_id)

    def _close(self, process: PastProcess) -> None:
        self._work(process)
        self._close_into_variance(process)

    def _close_into_variance(self, process: PastProcess) -> None:
        left = process.in_process_amount
        if left:
            draft = self._of_order(process, "PRODUCTION_VARIANCE")
            place = (process.item_id, process.site_id)
            draft.add(AccountRole.PRODUCTION_VARIANCE, left, place)
            draft.add(AccountRole.WORK_IN_PROCESS, -left, place)

    def _of_order(self, process: PastProcess, kind: str) -> _Draft:
        source = ("production_order", process.id, process.number, None)
        return _Draft(self, kind, process.ended, source)

    def _invoice(self, invoice: PastInvoice) -> None:
        """Clear what was received; a difference goes to stock still there, else to variance."""
        draft = None
        for line in invoice.lines:
            place, clearing = self._clearings[line.purchase_order_line_id]
            cleared = invoice_clears(clearing, line.quantity, line.amount, self._currency)
            self._clearings[line.purchase_order_line_id] = (
                place,
                replace(
                    clearing,
                    invoiced_quantity=clearing.invoiced_quantity + line.quantity,
                    cleared_value=clearing.cleared_value + cleared,
                ),
            )
            if line.amount != cleared:
                draft = draft or self._of_invoice(invoice)
                self._difference(draft, line, place, cleared)

    def _of_invoice(self, invoice: PastInvoice) -> _Draft:
        source = ("supplier_invoice", invoice.id, invoice.number, None)
        return _Draft(self, "PRICE_DIFFERENCE", invoice.day, source)

    def _difference(
        self, draft: _Draft, line: PastInvoiced, place: Place, cleared: Decimal
    ) -> None:
        difference, line_id = line.amount - cleared, line.purchase_order_line_id
        exchange = ZERO if line.matched_amount is None else line.matched_amount - cleared
        rest, into_stock = difference - exchange, ZERO
        if not self._policies.get(line.item_id, _AVERAGE).is_standard:
            change = take_difference(self._balances[place], line.quantity, rest, self._currency)
            self._balances[place], into_stock = change.balance, change.amount
        draft.add(AccountRole.GOODS_RECEIVED_NOT_INVOICED, -difference, place, line_id)
        draft.add(AccountRole.STOCK, into_stock, place, line_id)
        draft.add(AccountRole.PURCHASE_PRICE_VARIANCE, rest - into_stock, place, line_id)
        draft.add(AccountRole.EXCHANGE_DIFFERENCE, exchange, place, line_id)
