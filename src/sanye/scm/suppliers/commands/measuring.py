"""From what suppliers did to the numbers by which they are judged."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sanye.scm.suppliers.domain.measures import (
    Answers,
    Quality,
    answer_hours,
    answers_of,
    price_variance,
)
from sanye.scm.suppliers.domain.punctuality import Arrivals, judge
from sanye.scm.suppliers.domain.rules import Rule
from sanye.scm.suppliers.domain.scoring import Tally, drift_of, tally_of
from sanye.scm.suppliers.domain.states import Basis, Result
from sanye.scm.suppliers.models import SupplierLine
from sanye.scm.suppliers.queries.evidence import YEAR_DAYS, Evidence

NOTHING = (Decimal(0), Decimal(0), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The numbers of one supplier; `changed` lines got another result than they had."""

    supplier_id: UUID
    tally: Tally
    results: tuple[Result, ...]
    confirmed_results: tuple[Result, ...]
    drift: float
    open_count: int
    overdue_count: int
    owes_overdue: bool
    quality: Quality
    answers: Answers
    price_variance: float | None
    priced_count: int
    changed: tuple[SupplierLine, ...]


def measure(supplier_id: UUID, given: Evidence) -> Measured:
    """Judge every line and sum up."""
    rule = given.rules.of(supplier_id)
    lines = given.lines[supplier_id]
    changed = tuple(
        line for line in lines if judge_line(line, _arrivals(line, given), rule, as_of=given.as_of)
    )
    counted = sorted(
        ((line.counted_date, line) for line in lines if line.counted_date is not None),
        key=lambda pair: (pair[0], pair[1].asked_date, str(pair[1].line_id)),
    )
    outcomes = [(day, _result(line, rule) is Result.IN_FULL) for day, line in counted]
    open_lines = [line for line in lines if line.open_quantity > 0]
    overdue = [line for line in open_lines if _is_overdue(line, rule, given.as_of)]
    paid = _prices(lines, given)
    return Measured(
        supplier_id=supplier_id,
        tally=tally_of(outcomes, half_life_days=rule.half_life_days, as_of=given.as_of),
        results=tuple(_result(line, rule) for _, line in counted),
        confirmed_results=tuple(
            Result(line.confirmed_result)
            for line in lines
            if line.confirmed_result != Result.PENDING
        ),
        drift=drift_of((hit for _, hit in outcomes), rule.drift_limit),
        open_count=len(open_lines),
        overdue_count=len(overdue),
        owes_overdue=any(line.received_quantity == 0 for line in overdue),
        quality=_quality(given.quality.get(supplier_id, NOTHING)),
        answers=answers_of(_answer_times(lines, given)),
        price_variance=price_variance(paid),
        priced_count=len(paid),
        changed=changed,
    )


def judge_line(line: SupplierLine, arrivals: Arrivals, rule: Rule, *, as_of: date) -> bool:
    """Note the line's results; whether they differ from those it had.

    Where he never answered, the day asked for stands in; what he refused he does not owe.
    """
    before = (line.asked_result, line.confirmed_result, line.counted_date)
    asked, confirmed = (
        judge(due_date=due, quantity=quantity, arrivals=arrivals, rule=rule, as_of=as_of)
        for due, quantity in (
            (line.asked_date, line.asked_quantity),
            (line.first_confirmed_date or line.asked_date, line.confirmed_quantity),
        )
    )
    counts = asked if rule.basis is Basis.ASKED else confirmed
    line.asked_result, line.confirmed_result = asked.result, confirmed.result
    line.counted_date = counts.counted_date
    return before != (line.asked_result, line.confirmed_result, line.counted_date)


def _arrivals(line: SupplierLine, given: Evidence) -> Arrivals:
    return [(r.posting_date, r.quantity) for r in given.receipts.get(line.line_id, ())]


def _result(line: SupplierLine, rule: Rule) -> Result:
    by_asked = rule.basis is Basis.ASKED
    return Result(line.asked_result if by_asked else line.confirmed_result)


def _is_overdue(line: SupplierLine, rule: Rule, as_of: date) -> bool:
    expected: date = line.confirmed_date or line.asked_date
    return as_of > expected + timedelta(days=rule.late_days)


def _quality(found: tuple[Decimal, Decimal, int]) -> Quality:
    received, rejected, receipts = found
    return Quality(float(received), float(rejected), receipts)


def _answer_times(lines: list[SupplierLine], given: Evidence) -> list[float]:
    """One answer per order, its first, in working hours, of the last year."""
    since = given.as_of - timedelta(days=YEAR_DAYS)
    first: dict[UUID, tuple[datetime, datetime, UUID]] = {}
    for line in lines:
        if (
            line.sent_at is None
            or line.answered_at is None
            or given.local_date(line.sent_at, line.site_id) <= since
        ):
            continue
        known = first.get(line.order_id)
        if known is None or line.answered_at < known[1]:
            first[line.order_id] = (line.sent_at, line.answered_at, line.site_id)
    return [
        answer_hours(sent_at, answered_at, given.calendars[site_id])
        for sent_at, answered_at, site_id in first.values()
    ]


def _prices(lines: list[SupplierLine], given: Evidence) -> list[tuple[float, float, float]]:
    """Ordered price, standard cost and quantity received, where there are all three."""
    since = given.as_of - timedelta(days=YEAR_DAYS)
    return [
        (
            float(line.unit_price * given.rates[line.currency]),
            float(given.standard_costs[line.item_id]),
            float(line.received_quantity),
        )
        for line in lines
        if line.received_quantity > 0
        and line.ordered_date > since
        and line.currency in given.rates
        and line.item_id in given.standard_costs
    ]
