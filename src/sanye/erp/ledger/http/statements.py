"""Statements at any date, as JSON or as a sheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse

from sanye.erp.ledger import queries
from sanye.erp.ledger.domain.statements import StatementSection
from sanye.stem.http import Router, Schema, actor_of
from sanye.stem.http.stale import may_be_stale

statements = Router(tags=["statements"])
LINE_COLUMNS = ("section", "code", "name", "name_zh", "amount")


class AccountTotalOut(Schema):
    code: str
    name: str
    name_zh: str
    kind: str
    section: str
    opening: Decimal
    debit: Decimal
    credit: Decimal
    closing: Decimal


class TrialBalanceOut(Schema):
    currency: str
    from_date: date | None
    to_date: date
    debit: Decimal
    credit: Decimal
    accounts: list[AccountTotalOut]


class StatementLineOut(Schema):
    code: str
    name: str
    name_zh: str
    amount: Decimal


class StatementSectionOut(Schema):
    section: str
    amount: Decimal
    lines: list[StatementLineOut]


class BalanceSheetOut(Schema):
    currency: str
    as_of: date
    sections: list[StatementSectionOut]
    assets_amount: Decimal
    liabilities_amount: Decimal
    equity_amount: Decimal
    earlier_result_amount: Decimal
    result_amount: Decimal


class IncomeStatementOut(Schema):
    currency: str
    from_date: date
    to_date: date
    sections: list[StatementSectionOut]
    revenue_amount: Decimal
    gross_profit_amount: Decimal
    result_amount: Decimal


@statements.get("/trial-balance", response=TrialBalanceOut)
@may_be_stale
def get_trial_balance(request: HttpRequest, to_date: date, from_date: date | None = None) -> object:
    """Opening, debits, credits and closing of every account."""
    return queries.get_trial_balance(from_date=from_date, to_date=to_date, by=actor_of(request))


@statements.get("/trial-balance.csv", response={200: None})
@may_be_stale
def get_trial_balance_sheet(
    request: HttpRequest, to_date: date, from_date: date | None = None
) -> HttpResponse:
    """The trial balance as CSV."""
    found = queries.get_trial_balance(from_date=from_date, to_date=to_date, by=actor_of(request))
    columns = ("code", "name", "name_zh", "kind", "opening", "debit", "credit", "closing")
    rows = ([getattr(row, name) for name in columns] for row in found.accounts)
    return _sheet("trial-balance", columns, rows)


@statements.get("/balance-sheet", response=BalanceSheetOut)
@may_be_stale
def get_balance_sheet(request: HttpRequest, as_of: date) -> object:
    """Assets, liabilities and equity at the end of a day."""
    return queries.get_balance_sheet(as_of=as_of, by=actor_of(request))


@statements.get("/balance-sheet.csv", response={200: None})
@may_be_stale
def get_balance_sheet_sheet(request: HttpRequest, as_of: date) -> HttpResponse:
    """The balance sheet as CSV."""
    found = queries.get_balance_sheet(as_of=as_of, by=actor_of(request))
    results = [
        ("EQUITY", "", "Results of earlier years", "以前年度损益", found.earlier_result_amount),
        ("EQUITY", "", "Result of the year", "本年利润", found.result_amount),
    ]
    return _sheet("balance-sheet", LINE_COLUMNS, [*_lines(found.sections), *results])


@statements.get("/income-statement", response=IncomeStatementOut)
@may_be_stale
def get_income_statement(request: HttpRequest, from_date: date, to_date: date) -> object:
    """Revenue and expenses of a span of days."""
    return queries.get_income_statement(from_date=from_date, to_date=to_date, by=actor_of(request))


@statements.get("/income-statement.csv", response={200: None})
@may_be_stale
def get_income_statement_sheet(
    request: HttpRequest, from_date: date, to_date: date
) -> HttpResponse:
    """The income statement as CSV."""
    found = queries.get_income_statement(from_date=from_date, to_date=to_date, by=actor_of(request))
    result = ("RESULT", "", "Result", "净利润", found.result_amount)
    return _sheet("income-statement", LINE_COLUMNS, [*_lines(found.sections), result])


def _lines(sections: Iterable[StatementSection]) -> Iterator[tuple[object, ...]]:
    for section in sections:
        for line in section.lines:
            yield (section.section, line.code, line.name, line.name_zh, line.amount)


def _sheet(name: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """CSV that a spreadsheet cannot take for formulas."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
