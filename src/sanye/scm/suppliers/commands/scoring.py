"""Scores: a supplier among those of the company, with the colour that people see."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from math import exp
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_to
from sanye.scm.suppliers.commands.learning import Learned
from sanye.scm.suppliers.commands.measuring import Measured
from sanye.scm.suppliers.domain.measures import Quality, noted
from sanye.scm.suppliers.domain.rules import Rule
from sanye.scm.suppliers.domain.scoring import (
    Beta,
    Shown,
    Standing,
    Tally,
    fit_prior,
    show,
    standing_of,
)
from sanye.scm.suppliers.domain.states import Colour, Result
from sanye.scm.suppliers.models import SupplierScore
from sanye.scm.suppliers.publishing import publish_scores
from sanye.scm.suppliers.queries.policies import Rules
from sanye.stem.rows.bulk import insert_rows, update_rows

_NOT_WRITTEN = {"id", "company_id", "supplier_id", "created_at"}
_COLUMNS = [
    field.attname
    for field in SupplierScore._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
    if field.attname not in _NOT_WRITTEN
]


class Field:
    """All suppliers of the company: the judged ones as now, the others as last judged, aged."""

    def __init__(self, judged: Sequence[Measured], rules: Rules, as_of: date) -> None:
        self.as_of = as_of
        self.rules = rules
        ids = [one.supplier_id for one in judged]
        half_life = rules.default.half_life_days
        others = SupplierScore.objects.exclude(supplier_id__in=ids)
        tallies = [one.tally for one in judged]
        received = sum(one.quality.received for one in judged)
        rejected = sum(one.quality.rejected for one in judged)
        for lines, hits, day, got, bad in others.values_list(
            "effective_lines",
            "effective_hits",
            "as_of_date",
            "received_quantity",
            "rejected_quantity",
        ):
            tally = Tally(float(lines), float(hits))
            tallies.append(tally.aged((as_of - day).days, half_life))
            received += float(got)
            rejected += float(bad)
        self.prior: Beta = fit_prior(tallies)
        self.quality = Quality(received, rejected)


def keep_scores(
    judged: Sequence[tuple[Measured, Learned]], field: Field, *, by: Actor, at: datetime
) -> list[SupplierScore]:
    """The rows of these suppliers, written; a change of colour is told."""
    ids = [measured.supplier_id for measured, _ in judged]
    known = {row.supplier_id: row for row in SupplierScore.objects.filter(supplier_id__in=ids)}
    fresh: list[SupplierScore] = []
    old: list[SupplierScore] = []
    told: list[tuple[SupplierScore, str]] = []
    for measured, learned in judged:
        row = known.get(measured.supplier_id)
        before = Colour.GREY if row is None else Colour(row.colour)
        (old if row else fresh).append(row := row or _new_row(measured.supplier_id, by, at))
        shown = _put_colour(row, measured, field, field.rules.of(measured.supplier_id))
        _put_numbers(row, measured, learned, field)
        if shown.colour is not before:
            row.changed_at = at
            told.append((row, before))
    insert_rows(fresh)
    update_rows(old, _COLUMNS)
    publish_scores(told)
    return [*fresh, *old]


def _new_row(supplier_id: UUID, by: Actor, at: datetime) -> SupplierScore:
    return SupplierScore(
        id=new_id(),
        company_id=by.company_id,
        supplier_id=supplier_id,
        colour=Colour.GREY,
        changed_at=at,
    )


def _put_colour(row: SupplierScore, measured: Measured, field: Field, rule: Rule) -> Shown:
    """`row` holds the last evaluation until here."""
    now = standing_of(
        measured.tally,
        prior=field.prior,
        drift=measured.drift,
        owes_overdue=measured.owes_overdue,
        rule=rule,
    )
    pending = Colour(row.pending_colour) if row.pending_colour else None
    shown = show(
        now,
        Shown(Colour(row.colour), pending),
        is_new_evidence=_evidence(row) != (field.as_of, *_counts(measured.results)),
    )
    row.colour, row.pending_colour = shown.colour, shown.pending or ""
    row.colour_reason = now.reason
    _put_estimate(row, now)
    return shown


def _evidence(row: SupplierScore) -> tuple[object, ...]:
    counts = (row.in_full_count, row.late_count, row.short_count, row.missing_count)
    return (row.as_of_date, *counts)


def _counts(results: Sequence[Result]) -> tuple[int, ...]:
    kinds = (Result.IN_FULL, Result.LATE, Result.SHORT, Result.MISSING)
    return tuple(results.count(kind) for kind in kinds)


def _put_estimate(row: SupplierScore, now: Standing) -> None:
    row.estimate_ratio = _decimal(now.estimate, 6)
    row.below_red_ratio = _decimal(now.below_red, 6)
    row.below_yellow_ratio = _decimal(now.below_yellow, 6)


def _put_numbers(row: SupplierScore, measured: Measured, learned: Learned, field: Field) -> None:
    counts = _counts(measured.results)
    row.in_full_count, row.late_count, row.short_count, row.missing_count = counts
    row.as_of_date = field.as_of
    row.line_count = len(measured.results)
    row.confirmed_line_count = len(measured.confirmed_results)
    row.confirmed_in_full_count = measured.confirmed_results.count(Result.IN_FULL)
    row.open_line_count, row.overdue_line_count = measured.open_count, measured.overdue_count
    row.effective_lines = _decimal(measured.tally.lines, 6)
    row.effective_hits = _decimal(measured.tally.hits, 6)
    row.drift = _decimal(measured.drift, 4)
    quality, answers = measured.quality, measured.answers
    row.received_quantity = _decimal(quality.received, 6)
    row.rejected_quantity = _decimal(quality.rejected, 6)
    row.receipt_count = quality.receipts
    row.rejected_ppm = _maybe(quality.ppm, 12, 2)
    row.expected_ppm = _maybe(quality.expected_ppm(field.quality), 12, 2)
    row.price_variance_ratio = _maybe(measured.price_variance, 12, 6)
    row.priced_line_count = measured.priced_count
    row.answer_count = answers.count
    row.answer_median_hours = _maybe(answers.median_hours, 9, 2)
    row.answer_within_day_ratio = _maybe(answers.within_day_ratio, 9, 6)
    row.lead_time_count = learned.receipt_count
    row.lead_time_factor = _decimal(exp(learned.spread.mean), 4)


def _decimal(value: float, decimals: int) -> Decimal:
    return round_to(Decimal(str(value)), decimals)


def _maybe(value: float | None, digits: int, decimals: int) -> Decimal | None:
    return None if value is None else noted(value, digits, decimals)
