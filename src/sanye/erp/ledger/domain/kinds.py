"""Of which kind an account is, where it stands in the statements, and whether a period is open."""

from collections.abc import Collection, Mapping
from enum import StrEnum


class AccountKind(StrEnum):
    """Assets and expenses grow by debits, all else by credits."""

    ASSET = "ASSET"
    LIABILITY = "LIABILITY"
    EQUITY = "EQUITY"
    REVENUE = "REVENUE"
    EXPENSE = "EXPENSE"


class Section(StrEnum):
    """Parts of the statements, in their order."""

    CURRENT_ASSETS = "CURRENT_ASSETS"
    NON_CURRENT_ASSETS = "NON_CURRENT_ASSETS"
    CURRENT_LIABILITIES = "CURRENT_LIABILITIES"
    LONG_TERM_LIABILITIES = "LONG_TERM_LIABILITIES"
    EQUITY = "EQUITY"
    REVENUE = "REVENUE"
    COST_OF_SALES = "COST_OF_SALES"
    SELLING_EXPENSES = "SELLING_EXPENSES"
    ADMINISTRATIVE_EXPENSES = "ADMINISTRATIVE_EXPENSES"
    FINANCE_RESULT = "FINANCE_RESULT"
    OTHER_RESULT = "OTHER_RESULT"
    INCOME_TAX = "INCOME_TAX"


_RESULT = frozenset(Section) - {
    Section.CURRENT_ASSETS,
    Section.NON_CURRENT_ASSETS,
    Section.CURRENT_LIABILITIES,
    Section.LONG_TERM_LIABILITIES,
    Section.EQUITY,
}
SECTIONS: Mapping[str, Collection[str]] = {
    AccountKind.ASSET: {Section.CURRENT_ASSETS, Section.NON_CURRENT_ASSETS},
    AccountKind.LIABILITY: {Section.CURRENT_LIABILITIES, Section.LONG_TERM_LIABILITIES},
    AccountKind.EQUITY: {Section.EQUITY},
    AccountKind.REVENUE: _RESULT,
    AccountKind.EXPENSE: _RESULT,
}
"""Where an account of each kind may stand."""


class PeriodStatus(StrEnum):
    """A closed period takes no entry."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
