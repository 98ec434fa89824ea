"""The charts that a company may open its books with, as data beside this file.

In a chart's column `roles`, separated by blanks, STOCK/BUY is the role STOCK for the item group
BUY: an account plays these roles until a posting rule says otherwise.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.ledger.errors import ChartUnknown

CHARTS = {"CN": "cn.csv", "IFRS": "ifrs.csv"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartAccount:
    """An account; `roles` are pairs of role and item group, the group empty for all items."""

    code: str
    name: str
    name_zh: str
    kind: str
    section: str
    is_control: bool
    roles: tuple[tuple[AccountRole, str], ...]


@cache
def read_chart(name: str) -> tuple[ChartAccount, ...]:
    """The accounts of a chart, in the order of its file. Raises ChartUnknown."""
    if name not in CHARTS:
        raise ChartUnknown(chart=name, known=", ".join(CHARTS), field="chart")
    text = files(__name__).joinpath(CHARTS[name]).read_text(encoding="utf-8")
    return tuple(_account(row) for row in csv.DictReader(text.splitlines()))


def _account(row: dict[str, str]) -> ChartAccount:
    pairs = [text.partition("/") for text in row["roles"].split()]
    return ChartAccount(
        code=row["code"],
        name=row["name"],
        name_zh=row["name_zh"],
        kind=row["kind"],
        section=row["section"],
        is_control=row["is_control"] == "yes",
        roles=tuple((AccountRole(role), group) for role, _, group in pairs),
    )
