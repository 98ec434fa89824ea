"""Trial balance, balance sheet and income statement from sums per account.

Amounts in functional currency. In the trial balance a debit is positive; in the balance sheet
assets count as debits, all else as credits. In the income statement the section REVENUE counts as
credits and every other as debits, whatever accounts stand there: what it earns besides lessens a
section, and revenue less all other sections is the result.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)
RESULT_KINDS = frozenset({"REVENUE", "EXPENSE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTotal:
    """An account's debits less credits before a span, and its debits and credits in the span."""

    code: str
    name: str
    name_zh: str
    kind: str
    section: str
    opening: Decimal
    debit: Decimal
    credit: Decimal

    @property
    def closing(self) -> Decimal:
        return self.opening + self.debit - self.credit


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialBalance:
    currency: str
    from_date: date | None
    to_date: date
    accounts: tuple[AccountTotal, ...]

    @property
    def debit(self) -> Decimal:
        return sum((a.debit for a in self.accounts), ZERO)

    @property
    def credit(self) -> Decimal:
        return sum((a.credit for a in self.accounts), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    code: str
    name: str
    name_zh: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSection:
    section: str
    lines: tuple[StatementLine, ...]

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceSheet:
    """`result_amount` is what revenue exceeded expenses by and no entry has distributed yet."""

    currency: str
    as_of: date
    sections: tuple[StatementSection, ...]
    assets_amount: Decimal
    liabilities_amount: Decimal
    equity_amount: Decimal
    earlier_result_amount: Decimal
    result_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeStatement:
    currency: str
    from_date: date
    to_date: date
    sections: tuple[StatementSection, ...]
    revenue_amount: Decimal
    gross_profit_amount: Decimal
    result_amount: Decimal


def balance_sheet(
    totals: Sequence[AccountTotal], *, sections: Sequence[str], currency: str, as_of: date
) -> BalanceSheet:
    """The sheet at the end of a day from totals whose span is the fiscal year so far.

    Assets = liabilities + equity + results of earlier years + result of this year.
    """
    earlier = sum((-a.opening for a in totals if a.kind in RESULT_KINDS), ZERO)
    this_year = sum((a.credit - a.debit for a in totals if a.kind in RESULT_KINDS), ZERO)
    standing = [a for a in totals if a.kind not in RESULT_KINDS]
    return BalanceSheet(
        currency=currency,
        as_of=as_of,
        sections=_sections(
            ((a, a.closing if a.kind == "ASSET" else -a.closing) for a in standing), sections
        ),
        assets_amount=sum((a.closing for a in standing if a.kind == "ASSET"), ZERO),
        liabilities_amount=-sum((a.closing for a in standing if a.kind == "LIABILITY"), ZERO),
        equity_amount=-sum((a.closing for a in standing if a.kind == "EQUITY"), ZERO),
        earlier_result_amount=earlier,
        result_amount=this_year,
    )


def income_statement(
    totals: Sequence[AccountTotal],
    *,
    sections: Sequence[str],
    currency: str,
    from_date: date,
    to_date: date,
) -> IncomeStatement:
    """Revenue and expenses of the totals' span."""
    flows = [(a, a.debit - a.credit) for a in totals if a.kind in RESULT_KINDS]
    by_section = _sections(
        ((a, -amount if a.section == "REVENUE" else amount) for a, amount in flows), sections
    )
    amounts = {s.section: s.amount for s in by_section}
    revenue = amounts.get("REVENUE", ZERO)
    return IncomeStatement(
        currency=currency,
        from_date=from_date,
        to_date=to_date,
        sections=by_section,
        revenue_amount=revenue,
        gross_profit_amount=revenue - amounts.get("COST_OF_SALES", ZERO),
        result_amount=-sum((amount for _, amount in flows), ZERO),
    )


def _sections(
    amounts: Iterable[tuple[AccountTotal, Decimal]], sections: Sequence[str]
) -> tuple[StatementSection, ...]:
    lines: dict[str, list[StatementLine]] = {}
    for account, amount in amounts:
        if amount:
            lines.setdefault(account.section, []).append(
                StatementLine(
                    code=account.code, name=account.name, name_zh=account.name_zh, amount=amount
                )
            )
    return tuple(
        StatementSection(section=section, lines=tuple(lines[section]))
        for section in sections
        if section in lines
    )
