"""Judging suppliers: measures, lead times, alerts, colour; only what differs is written."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import connection

from sanye.kernel.actors import Actor
from sanye.scm.suppliers.commands.alerting import open_desk, reconcile_alerts, refresh_customers
from sanye.scm.suppliers.commands.causes import line_causes, rejection_causes, score_cause
from sanye.scm.suppliers.commands.learning import Learned, keep_lead_times, learn
from sanye.scm.suppliers.commands.locking import lock_evaluation
from sanye.scm.suppliers.commands.measuring import Measured, measure
from sanye.scm.suppliers.commands.scoring import Field, keep_scores
from sanye.scm.suppliers.domain.states import AlertKind
from sanye.scm.suppliers.models import SupplierLine, SupplierToEvaluate
from sanye.scm.suppliers.queries.evidence import Evidence, load_evidence
from sanye.scm.suppliers.queries.policies import rules_of
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date
from sanye.stem.rows.bulk import update_rows

AT_ONCE = 500
T = TypeVar("T")
_LINE_KINDS = tuple(kind for kind in AlertKind if kind is not AlertKind.SCORE)


@command
def evaluate_noted_suppliers(*, by: Actor, at: datetime) -> int:
    """Judge those of whom something changed; how many they were."""
    lock_evaluation(by)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM scm_supplier_to_evaluate WHERE company_id = %s RETURNING supplier_id",
            [by.company_id],
        )
        noted = sorted(row[0] for row in cursor.fetchall())
    return _evaluate(noted, by=by, at=at) if noted else 0


@command(logged=False)
def refresh_supplier_alerts(*, by: Actor, at: datetime) -> int:
    """Name the customers in live alerts anew, after the plan changed; how many alerts differ."""
    lock_evaluation(by)
    return refresh_customers(get_business_date(at=at, by=by), by)


@command
def evaluate_suppliers(*, by: Actor, at: datetime) -> int:
    """Judge all, for time alone makes lines overdue and old lines weigh less."""
    lock_evaluation(by)
    SupplierToEvaluate.objects.all().delete()
    known = SupplierLine.objects.filter(sent_at__isnull=False)
    ids = known.order_by("supplier_id").values_list("supplier_id", flat=True).distinct()
    return _evaluate(list(ids), by=by, at=at)


def _evaluate(supplier_ids: Sequence[UUID], *, by: Actor, at: datetime) -> int:
    """Two passes, as a colour depends on what all suppliers do."""
    as_of = get_business_date(at=at, by=by)
    rules = rules_of(supplier_ids, by)
    found: list[tuple[Measured, Learned]] = []
    for chunk in _chunks(supplier_ids):
        given = load_evidence(chunk, rules, as_of=as_of, by=by)
        found += _measure(given, by=by, at=at)
    _colour(found, Field([one for one, _ in found], rules, as_of), by=by, at=at)
    return len(found)


def _measure(given: Evidence, *, by: Actor, at: datetime) -> list[tuple[Measured, Learned]]:
    with_lines = [supplier_id for supplier_id, lines in given.lines.items() if lines]
    measured = [measure(supplier_id, given) for supplier_id in with_lines]
    update_rows(
        [line for one in measured for line in one.changed],
        ["asked_result", "confirmed_result", "counted_date"],
    )
    learned = {supplier_id: learn(supplier_id, given) for supplier_id in given.lines}
    keep_lead_times(learned, given, by)
    desk = open_desk(list(given.lines), _LINE_KINDS)
    causes = [*line_causes(given, learned, desk.likely_late), *rejection_causes(given)]
    lines = {line.line_id: line for rows in given.lines.values() for line in rows}
    reconcile_alerts(desk, causes, lines, given.as_of, by=by, at=at)
    return [(one, learned[one.supplier_id]) for one in measured]


def _colour(
    found: Sequence[tuple[Measured, Learned]], field: Field, *, by: Actor, at: datetime
) -> None:
    for chunk in _chunks(found):
        scores = keep_scores(chunk, field, by=by, at=at)
        ids = [score.supplier_id for score in scores]
        known = (score_cause(score, by=by) for score in scores)
        causes = [cause for cause in known if cause is not None]
        desk = open_desk(ids, [AlertKind.SCORE])
        reconcile_alerts(desk, causes, {}, field.as_of, by=by, at=at)


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
