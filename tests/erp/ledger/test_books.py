"""Charts, periods, manual entries, and what the database itself refuses."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.ledger import commands, errors, queries
from sanye.erp.ledger.domain.charts import read_chart
from sanye.erp.ledger.domain.kinds import SECTIONS
from sanye.erp.ledger.domain.periods import first_open_day, plan_year
from sanye.erp.ledger.domain.rules import SUBLEDGER_ROLES
from sanye.erp.ledger.models import (
    BankAccount,
    FiscalPeriod,
    JournalEntry,
    LedgerAccount,
    Posting,
    PostingRule,
)
from sanye.kernel.ids import new_id
from tests.erp.ledger.conftest import DAY
from tests.sql.counting import queries_of

D = Decimal


@pytest.mark.parametrize("name", ["CN", "IFRS"])
def test_a_chart_gives_every_role_one_account(name):
    chart = read_chart(name)

    pairs = [pair for account in chart for pair in account.roles]
    assert len(pairs) == len(set(pairs))
    assert {role for role, group in pairs if not group} == set(AccountRole)
    assert len({account.code for account in chart}) == len(chart)


def test_opens_the_books_with_the_companys_chart(by, at):
    commands.open_books(chart="CN", by=by, at=at)

    names = dict(LedgerAccount.unscoped.values_list("code", "name_zh"))
    assert names["1122"] == "应收账款"
    assert commands.open_books(chart="CN", by=by, at=at) == []
    with pytest.raises(errors.ChartUnknown):
        commands.open_books(chart="XX", by=by, at=at)


def test_plans_fiscal_years_that_cross_the_turn_of_the_year():
    year = plan_year(date(2026, 3, 2), 4)

    assert (year.code, year.starts_date, year.ends_date) == (
        "2025-26",
        date(2025, 4, 1),
        date(2026, 3, 31),
    )
    assert [p.code for p in year.periods][-1] == "2026-03"
    assert plan_year(date(2028, 2, 29), 1).periods[1].ends_date == date(2028, 2, 29)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_no_fiscal_year_is_planned_out_of_reach(by, at, day):
    with pytest.raises(errors.YearOutOfReach):
        plan_year(day, 4)
    with pytest.raises(errors.YearOutOfReach):
        queries.get_balance_sheet(as_of=day, by=by)
    with pytest.raises(errors.DateOutOfReach):
        commands.open_fiscal_year(day=day, by=by, at=at)


def test_the_first_open_day_is_after_all_that_is_closed():
    assert first_open_day(date(2026, 1, 5), None) == date(2026, 1, 5)
    assert first_open_day(date(2026, 1, 5), date(2026, 2, 28)) == date(2026, 3, 1)
    assert first_open_day(date(2026, 3, 5), date(2026, 2, 28)) == date(2026, 3, 5)


def test_a_closed_period_refuses_and_reopening_is_told(by, at, books_open, manual):
    manual(("1010", 100, 0), ("3000", 0, 100), day=date(2026, 1, 5))
    commands.close_period(code="2026-01", by=by, at=at)

    with pytest.raises(errors.PeriodClosed):
        manual(("1010", 100, 0), ("3000", 0, 100), day=date(2026, 1, 5))
    assert JournalEntry.unscoped.count() == 1
    with pytest.raises(errors.ReasonMissing):
        commands.reopen_period(code="2026-01", reason=" ", by=by, at=at)
    commands.reopen_period(code="2026-01", reason="a late bill", by=by, at=at)

    manual(("1010", 100, 0), ("3000", 0, 100), day=date(2026, 1, 5))
    period = FiscalPeriod.unscoped.get(code="2026-01")
    assert (period.status, period.status_by, period.reason) == ("OPEN", "tester", "a late bill")
    assert period.events.count() >= 3


def test_who_is_bound_to_parties_finds_the_books_that_are_there(by, at, books_open):
    bound = replace(by, party_ids=frozenset({new_id()}))
    year = commands.open_fiscal_year(day=DAY, by=by, at=at)
    commands.close_period(code="2026-01", by=by, at=at)
    cash = LedgerAccount.unscoped.get(code="1010")

    assert commands.open_books(by=bound, at=at) == []
    assert commands.open_fiscal_year(day=DAY, by=bound, at=at) == year
    with pytest.raises(errors.AccountExists):
        commands.add_account(
            code="1010", name="Cash", kind=cash.kind, section=cash.section, by=bound, at=at
        )
    with pytest.raises(errors.PeriodClosed):
        queries.check_period_open(posting_date=date(2026, 1, 5), by=bound)
    assert queries.get_posting_date(document_date=date(2026, 1, 5), by=bound) == date(2026, 2, 1)


def test_periods_are_closed_in_order_and_reopened_from_the_last(by, at, books_open):
    commands.open_fiscal_year(day=DAY, by=by, at=at)

    with pytest.raises(errors.EarlierPeriodOpen):
        commands.close_period(code="2026-02", by=by, at=at)
    commands.close_period(code="2026-01", by=by, at=at)
    commands.close_period(code="2026-02", by=by, at=at)
    with pytest.raises(errors.LaterPeriodClosed):
        commands.reopen_period(code="2026-01", reason="x", by=by, at=at)
    with pytest.raises(errors.PeriodNotClosed):
        commands.reopen_period(code="2026-03", reason="x", by=by, at=at)
    with pytest.raises(errors.PeriodUnknown):
        commands.close_period(code="2026-13", by=by, at=at)


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        ([("1010", 100, 0), ("3000", 0, 99)], errors.EntryUnbalanced),
        ([("1010", 100, 100), ("3000", 0, 100)], errors.DebitAndCredit),
        ([("1010", 0, 0), ("3000", 0, 100)], errors.DebitAndCredit),
        ([("1010", -5, 0), ("3000", 0, -5)], errors.DebitAndCredit),
        ([("1010", "0.001", 0), ("3000", 0, "0.001")], errors.AmountTooFine),
        ([("0000", 1, 0), ("3000", 0, 1)], errors.AccountUnknown),
        ([("1100", 1, 0), ("3000", 0, 1)], errors.AccountIsControlled),
        ([], errors.EntryEmpty),
    ],
)
def test_a_manual_entry_is_refused(books_open, manual, lines, refused):
    with pytest.raises(refused):
        manual(*lines)

    assert not JournalEntry.unscoped.exists()


def test_a_manual_entry_in_a_foreign_currency(by, books_open, manual):
    entry = manual(
        ("1010", 100, 0),
        ("8000", "0.05", 0),
        ("3000", 0, "100.05"),
        currency="USD",
        exchange_rate=D("7.111"),
    )

    assert entry.debit_amount == D("711.46")
    assert queries.get_entry(entry_id=entry.id, by=by).postings.count() == 3
    with pytest.raises(errors.RateNotPositive):
        manual(("1010", 1, 0), ("3000", 0, 1), exchange_rate=D(2))
    with pytest.raises(errors.CurrencyUnknown):
        manual(("1010", 1, 0), ("3000", 0, 1), currency="XYZ")
    with pytest.raises(errors.DateOutOfReach):
        manual(("1010", 1, 0), ("3000", 0, 1), day=date(2206, 3, 2))


def test_an_entry_is_reversed_once(by, at, books_open, manual):
    entry = manual(("1010", 100, 0), ("3000", 0, 100))

    reversal = commands.reverse_entry(
        entry_id=entry.id, posting_date=DAY, text="wrong account", by=by, at=at
    )

    assert (reversal.kind, reversal.reverses_id) == ("REVERSAL", entry.id)
    assert queries.get_trial_balance(to_date=DAY, by=by).accounts[0].closing == D(0)
    with pytest.raises(errors.ReversedAlready):
        commands.reverse_entry(entry_id=entry.id, posting_date=DAY, text="x", by=by, at=at)
    with pytest.raises(errors.ReversedAlready):
        commands.reverse_entry(entry_id=reversal.id, posting_date=DAY, text="x", by=by, at=at)


def test_what_was_posted_for_a_document_is_corrected_there(by, at, sell):
    sell(100)
    entry = JournalEntry.unscoped.get()

    with pytest.raises(errors.EntryHasSource):
        commands.reverse_entry(entry_id=entry.id, posting_date=DAY, text="x", by=by, at=at)


def test_the_database_refuses_an_unbalanced_entry(by, books_open, manual):
    entry = manual(("1010", 100, 0), ("3000", 0, 100))
    first = Posting.unscoped.filter(journal_entry=entry).first()
    first.pk, first.line_number = None, 3

    with (  # noqa: PT012 - the trigger fires when constraints are checked
        pytest.raises(IntegrityError, match="does not balance"),
        transaction.atomic(),
    ):
        first.save(force_insert=True)
        connection.check_constraints()


def test_the_database_refuses_an_entry_without_lines(by, books_open, manual):
    entry = manual(("1010", 100, 0), ("3000", 0, 100))
    entry.pk, entry.number = None, "JE-X"
    entry.id = new_id()
    with (  # noqa: PT012 - the trigger fires when constraints are checked
        pytest.raises(IntegrityError, match="does not balance"),
        transaction.atomic(),
    ):
        entry.save(force_insert=True)
        connection.check_constraints()


def test_the_database_refuses_an_entry_in_a_closed_period(by, at, books_open, manual):
    entry = manual(("1010", 100, 0), ("3000", 0, 100), day=date(2026, 1, 5))
    commands.close_period(code="2026-01", by=by, at=at)
    entry.id, entry.number = new_id(), "JE-X"
    with pytest.raises(IntegrityError, match="open period"), transaction.atomic():
        entry.save(force_insert=True)


@pytest.mark.parametrize("model", [JournalEntry, Posting])
def test_the_journal_is_append_only(by, books_open, manual, model):
    manual(("1010", 100, 0), ("3000", 0, 100))

    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        model.unscoped.update(posting_date=date(2026, 3, 3))
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        model.unscoped.all()._raw_delete("default")


def test_statements_at_any_date(by, books_open, manual, sell):
    manual(("1010", 1000, 0), ("3000", 0, 1000), day=date(2025, 12, 1))
    manual(("7000", 50, 0), ("1010", 0, 50), day=date(2025, 12, 31))
    sell(200, day=date(2026, 2, 1))
    manual(("5300", 80, 0), ("1010", 0, 80), day=date(2026, 3, 1))

    sheet = queries.get_balance_sheet(as_of=date(2026, 3, 31), by=by)
    income = queries.get_income_statement(
        from_date=date(2026, 1, 1), to_date=date(2026, 3, 31), by=by
    )
    trial = queries.get_trial_balance(from_date=date(2026, 1, 1), to_date=date(2026, 3, 31), by=by)

    assert sheet.assets_amount == D("1096.00")
    assert (sheet.liabilities_amount, sheet.equity_amount) == (D("26.00"), D("1000.00"))
    assert (sheet.earlier_result_amount, sheet.result_amount) == (D("-50.00"), D("120.00"))
    assert sheet.assets_amount == (
        sheet.liabilities_amount
        + sheet.equity_amount
        + sheet.earlier_result_amount
        + sheet.result_amount
    )
    assert (income.revenue_amount, income.gross_profit_amount) == (D("200.00"), D("120.00"))
    assert income.result_amount == D("120.00")
    assert trial.debit == trial.credit == D("306.00")
    bank = next(a for a in trial.accounts if a.code == "1010")
    assert (bank.opening, bank.credit, bank.closing) == (D("950.00"), D("80.00"), D("870.00"))
    before = queries.get_balance_sheet(as_of=date(2025, 12, 31), by=by)
    assert (before.assets_amount, before.result_amount) == (D("950.00"), D("-50.00"))


@pytest.mark.parametrize(
    ("kind", "section"),
    [
        ("ASSET", "REVENUE"),
        ("LIABILITY", "CURRENT_ASSETS"),
        ("EXPENSE", "EQUITY"),
        ("EQUITY", "LONG_TERM_LIABILITIES"),
        ("DEBT", "EQUITY"),
    ],
)
def test_no_account_stands_where_its_kind_does_not(by, at, books_open, kind, section):
    with pytest.raises(errors.SectionDiffers):
        commands.add_account(code="1999", name="New", kind=kind, section=section, by=by, at=at)


@pytest.mark.parametrize("name", ["CN", "IFRS"])
def test_the_accounts_of_a_chart_stand_where_their_kind_does(name):
    for account in read_chart(name):
        assert account.section in SECTIONS[account.kind]
        assert all((role in SUBLEDGER_ROLES) == account.is_control for role, _ in account.roles)


def test_subledgers_have_control_accounts_and_these_nothing_else(by, at, books_open):
    given = {"kind": "ASSET", "section": "CURRENT_ASSETS", "by": by, "at": at}
    commands.add_account(code="1999", name="New", **given)
    commands.add_account(code="1998", name="Receivables abroad", is_control=True, **given)

    with pytest.raises(errors.AccountNotControlled):
        commands.set_posting_rule(role="RECEIVABLE", account_code="1999", by=by, at=at)
    with pytest.raises(errors.AccountIsControlled):
        commands.set_posting_rule(role="REVENUE", account_code="1998", by=by, at=at)
    with pytest.raises(errors.AccountIsControlled):
        commands.add_bank_account(code="B", currency="EUR", account_code="1998", by=by, at=at)
    with pytest.raises(errors.CurrencyUnknown):
        commands.add_bank_account(code="B", currency="XXQ", account_code="1999", by=by, at=at)
    commands.set_posting_rule(
        role="RECEIVABLE", account_code="1998", party_group="ABROAD", by=by, at=at
    )


def test_what_a_section_earns_is_not_added_to_what_it_costs(by, at, books_open, manual):
    row = {"section": "FINANCE_RESULT", "by": by, "at": at}
    commands.add_account(code="8300", name="Interest earned", kind="REVENUE", **row)
    row["section"] = "REVENUE"
    commands.add_account(code="4060", name="Bonuses to customers", kind="EXPENSE", **row)
    manual(("1010", 500, 0), ("4000", 0, 500))
    manual(("4060", 40, 0), ("1010", 0, 40))
    manual(("8000", 30, 0), ("1010", 0, 30))
    manual(("1010", 100, 0), ("8300", 0, 100))

    income = queries.get_income_statement(from_date=DAY, to_date=DAY, by=by)

    amounts = {part.section: part.amount for part in income.sections}
    assert amounts == {"REVENUE": D(460), "FINANCE_RESULT": D(-70)}
    assert (income.revenue_amount, income.result_amount) == (D(460), D(530))


def test_no_account_is_archived_that_something_is_posted_to_by_itself(by, at, books_open):
    commands.add_account(
        code="1999", name="Bank", kind="ASSET", section="CURRENT_ASSETS", by=by, at=at
    )
    commands.add_bank_account(code="USD-1", currency="USD", account_code="1999", by=by, at=at)
    ruled = PostingRule.unscoped.filter(role="STOCK").first().account.code

    with pytest.raises(errors.AccountInUse):
        commands.archive_account(code=ruled, by=by, at=at)
    with pytest.raises(errors.AccountOfBank) as refused:
        commands.archive_account(code="1999", by=by, at=at)

    assert (
        refused.value.text("en") == "Bank account USD-1 names 1999; its payments are posted there."
    )
    assert not LedgerAccount.unscoped.filter(archived_at__isnull=False).exists()
    BankAccount.unscoped.filter(code="USD-1").update(archived_at=at)
    assert commands.archive_account(code="1999", by=by, at=at).archived_at == at
    with pytest.raises(errors.AccountArchived):
        commands.add_bank_account(code="USD-2", currency="USD", account_code="1999", by=by, at=at)


def test_an_income_statement_reads_no_posting_before_its_days(by, books_open, manual):
    for day in range(1, 31):
        manual(("7000", 5, 0), ("1010", 0, 5), day=date(2025, 12, day))
    manual(("7000", 50, 0), ("1010", 0, 50), day=date(2026, 1, 1))
    sent = queries_of(
        lambda: queries.get_income_statement(
            from_date=date(2026, 1, 1), to_date=date(2026, 3, 31), by=by
        )
    )

    (summing,) = [query for query in sent if "SUM(" in query[0]]
    assert '"erp_posting"."posting_date" >= ' in summing[0].partition(" WHERE ")[2]


def test_no_fiscal_year_is_opened_before_a_closed_period(by, at):
    commands.open_fiscal_year(day=DAY, by=by, at=at)
    commands.close_period(code="2026-01", by=by, at=at)

    with pytest.raises(errors.PeriodClosed):
        commands.open_fiscal_year(day=date(2025, 5, 1), by=by, at=at)

    assert commands.open_fiscal_year(day=date(2026, 1, 5), by=by, at=at).code == "2026"
    commands.close_period(code="2026-02", by=by, at=at)
