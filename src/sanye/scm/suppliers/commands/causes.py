"""What deserves an alert today: open lines, rejected lots, a supplier's colour."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.scm.suppliers.commands.learning import Learned
from sanye.scm.suppliers.domain.alarms import OpenLine, alarms_of
from sanye.scm.suppliers.domain.states import AlertKind, Colour, Severity
from sanye.scm.suppliers.models import SupplierLine, SupplierRejection, SupplierScore
from sanye.scm.suppliers.queries.evidence import Evidence
from sanye.stem.identity.fixed import fixed_of

REJECTION_DAYS = 90
"""So long after an inspection its alert may begin."""

Key = tuple[str, UUID]
"""Kind and subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why somebody should look at something; `severity` where customers do not decide it."""

    kind: AlertKind
    subject_id: UUID
    subject_date: date | None
    supplier_id: UUID
    line: SupplierLine | None = None
    rejection: SupplierRejection | None = None
    late_ratio: float | None = None
    severity: Severity | None = None

    @property
    def key(self) -> Key:
        return (self.kind.value, self.subject_id)

    @property
    def owed_line_id(self) -> UUID | None:
        return None if self.line is None else self.line.line_id

    @property
    def owed_order_number(self) -> str:
        return "" if self.line is None else str(self.line.order_number)

    @property
    def rejected_place(self) -> tuple[UUID, UUID] | None:
        row = self.rejection
        return None if row is None else (row.item_id, row.site_id)


def line_causes(
    given: Evidence, learned: Mapping[UUID, Learned], likely_late: set[UUID]
) -> Iterator[Cause]:
    """Of open lines. `likely_late`: lines that have such an alert now."""
    for supplier_id, lines in given.lines.items():
        rule = given.rules.of(supplier_id)
        for line in lines:
            if line.open_quantity <= 0 or line.sent_at is None:
                continue
            alarms = alarms_of(
                _open_line(line, line.sent_at, given, learned[supplier_id]),
                rule=rule,
                as_of=given.as_of,
                was_likely_late=line.line_id in likely_late,
            )
            for alarm in alarms:
                yield Cause(
                    kind=alarm.kind,
                    subject_id=line.line_id,
                    subject_date=line.confirmed_date or line.asked_date,
                    supplier_id=supplier_id,
                    line=line,
                    late_ratio=alarm.late_ratio,
                )


def rejection_causes(given: Evidence) -> Iterator[Cause]:
    """Of lots not good, until as much as was asked for has come good."""
    since = given.as_of - timedelta(days=REJECTION_DAYS)
    lines = {line.line_id: line for found in given.lines.values() for line in found}
    for row in given.rejections:
        line = lines.get(row.line_id) if row.line_id is not None else None
        if row.decided_date < since or (line is not None and _is_replaced(line)):
            continue
        yield Cause(
            kind=AlertKind.REJECTED_LOT,
            subject_id=row.decision_id,
            subject_date=row.decided_date,
            supplier_id=row.supplier_id,
            line=line,
            rejection=row,
        )


def score_cause(score: SupplierScore, *, by: Actor) -> Cause | None:
    """Of a supplier who is red or yellow; closed by hand it rests until his colour changes."""
    if score.colour not in (Colour.RED, Colour.YELLOW):
        return None
    return Cause(
        kind=AlertKind.SCORE,
        subject_id=score.supplier_id,
        subject_date=fixed_of(by).day_at(score.changed_at),
        supplier_id=score.supplier_id,
        severity=Severity(score.colour),
    )


def _is_replaced(line: SupplierLine) -> bool:
    good = line.received_quantity - line.rejected_quantity
    return bool(good >= line.asked_quantity)


def _open_line(
    line: SupplierLine, sent_at: datetime, given: Evidence, learned: Learned
) -> OpenLine:
    rule = given.rules.of(line.supplier_id)
    place = (line.supplier_id, line.item_id, line.site_id)
    knows_him = line.is_lead_time_known and learned.effective_receipts >= rule.minimum_lines
    return OpenLine(
        sent_date=given.local_date(sent_at, line.site_id),
        asked_date=line.asked_date,
        expected_date=line.confirmed_date or line.asked_date,
        is_answered=line.answered_at is not None,
        open_quantity=line.open_quantity,
        lead_time=learned.at(place, given.planned(line)) if knows_him else None,
        calendar=given.calendars[line.site_id],
    )
