"""Invariants that `sanye verify` proves on a live database.

    @check("erp.inventory.on_hand_is_sum_of_ledger")
    def on_hand_is_sum_of_ledger(company_id: UUID) -> Outcome:
        # On hand equals the sum of the stock ledger.
        return Outcome(checked=12, problems=("item A-1 at PLANT: 5 on hand, 4 in the ledger",))

A module keeps its checks in `checks.py`; the leaf imports them with its handlers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many things were looked at, and a sentence (ids and numbers only) for each broken one."""

    checked: int
    problems: tuple[str, ...] = ()


Check = Callable[[UUID], Outcome]

all_checks: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Register an invariant of one company; its docstring is shown to people."""

    def register(function: Check) -> Check:
        all_checks[name] = function
        return function

    return register
