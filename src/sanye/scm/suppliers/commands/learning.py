"""Lead times learned from receipts: kept, and told when they mean other days for the plan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import log
from statistics import median
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_to
from sanye.scm.suppliers.domain.lead_times import (
    LeadTime,
    Spread,
    learn_item,
    learn_supplier,
    observed_days,
)
from sanye.scm.suppliers.domain.measures import noted
from sanye.scm.suppliers.domain.punctuality import completed_on
from sanye.scm.suppliers.domain.scoring import weight_of
from sanye.scm.suppliers.domain.states import LearnedUse
from sanye.scm.suppliers.models import LearnedLeadTime, SupplierLine
from sanye.scm.suppliers.publishing import publish_learned
from sanye.scm.suppliers.queries.evidence import Evidence, Place
from sanye.stem.rows.bulk import insert_rows, update_rows

_COLUMNS = [
    "planned_days",
    "mean_days",
    "deviation_days",
    "suggested_days",
    "is_used",
    "receipt_count",
    "effective_receipts",
    "as_of_date",
]


@dataclass(slots=True)
class Learned:
    """What receipts tell of a supplier: his spread over all, and each place's own."""

    spread: Spread
    receipt_count: int
    effective_receipts: float
    places: dict[Place, LeadTime] = field(default_factory=dict)
    counts: dict[Place, tuple[int, float]] = field(default_factory=dict)

    def at(self, place: Place, planned_days: int) -> LeadTime | None:
        """The lead time for an item, learned or guessed from his others; None without a plan."""
        found = self.places.get(place)
        if found is None and planned_days > 0:
            found = LeadTime(planned_days, learn_item(self.spread, []))
        return found


def learn(supplier_id: UUID, given: Evidence) -> Learned:
    """Lead times of one supplier as of the evidence's day."""
    observed: dict[Place, list[tuple[int, float]]] = defaultdict(list)
    for line in given.lines[supplier_id]:
        found = _observe(line, given)
        if found is not None:
            observed[supplier_id, line.item_id, line.site_id].append(found)
    planned = {place: given.planned_days.get(place, 0) for place in observed}
    relative = [
        (log(days / planned[place]), weight)
        for place, rows in observed.items()
        if planned[place] > 0
        for days, weight in rows
    ]
    spread = learn_supplier(relative)
    learned = Learned(spread, len(relative), sum(weight for _, weight in relative))
    for place, rows in sorted(observed.items()):
        base = planned[place] or max(1, round(median(days for days, _ in rows)))
        own = learn_item(spread, [(log(days / base), weight) for days, weight in rows])
        learned.places[place] = LeadTime(base, own)
        learned.counts[place] = (len(rows), sum(weight for _, weight in rows))
    return learned


def keep_lead_times(learned: Mapping[UUID, Learned], given: Evidence, by: Actor) -> None:
    """Write what differs; tell what means other days for the plan, or differs from the terms."""
    known = {
        (row.supplier_id, row.item_id, row.site_id): row
        for row in LearnedLeadTime.objects.filter(supplier_id__in=learned)
    }
    fresh: list[LearnedLeadTime] = []
    changed: list[LearnedLeadTime] = []
    news: list[LearnedLeadTime] = []
    for found in learned.values():
        for place, lead_time in found.places.items():
            row = known.pop(place, None)
            is_new = row is None
            row = row or _new_row(place, by)
            before, told = _figures(row), (row.suggested_days, row.is_used)
            _fill(row, place, lead_time, found.counts[place], given)
            if _figures(row) != before:
                (fresh if is_new else changed).append(row)
            if is_new:
                told = (row.planned_days, False)
            if (row.suggested_days, row.is_used) != told:
                news.append(row)
    publish_learned(news)
    insert_rows(fresh)
    update_rows(changed, _COLUMNS)
    _forget(list(known.values()))


def _forget(rows: Sequence[LearnedLeadTime]) -> None:
    """What was learned so long ago that nothing of it is left."""
    used = [row for row in rows if row.is_used]
    for row in used:
        row.is_used = False
    publish_learned(used)
    LearnedLeadTime.objects.filter(id__in=[row.id for row in rows]).delete()


def _observe(line: SupplierLine, given: Evidence) -> tuple[int, float] | None:
    """Working days and weight of a line that came; None where it tells nothing."""
    if not line.is_lead_time_known or line.sent_at is None:
        return None
    arrivals = [(r.posting_date, r.quantity) for r in given.receipts.get(line.line_id, ())]
    rule = given.rules.of(line.supplier_id)
    wanted = line.confirmed_quantity * (1 - Decimal(str(rule.under_ratio)))
    if line.open_quantity <= 0:
        wanted = min(wanted, line.received_quantity)
    done = completed_on(arrivals, wanted)
    if done is None or done > given.as_of:
        return None
    calendar = given.calendars[line.site_id]
    sent = given.local_date(line.sent_at, line.site_id)
    days = observed_days(
        asked_days=calendar.working_days_between(sent, line.asked_date),
        actual_days=calendar.working_days_between(sent, done),
        planned_days=given.planned(line),
    )
    if days is None:
        return None
    return days, weight_of((given.as_of - done).days, rule.half_life_days)


def _new_row(place: Place, by: Actor) -> LearnedLeadTime:
    supplier_id, item_id, site_id = place
    return LearnedLeadTime(
        id=new_id(),
        company_id=by.company_id,
        supplier_id=supplier_id,
        item_id=item_id,
        site_id=site_id,
        suggested_days=0,
    )


def _fill(
    row: LearnedLeadTime,
    place: Place,
    lead_time: LeadTime,
    counts: tuple[int, float],
    given: Evidence,
) -> None:
    rule = given.rules.of(row.supplier_id)
    row.planned_days = given.planned_days.get(place, 0)
    row.mean_days = noted(lead_time.mean_days, 9, 2)
    row.deviation_days = noted(lead_time.deviation_days, 9, 2)
    row.suggested_days = lead_time.days_kept_with(rule.lead_time_ratio)
    row.is_used = rule.learned_use is LearnedUse.USE
    row.receipt_count = counts[0]
    row.effective_receipts = round_to(Decimal(str(counts[1])), 6)
    row.as_of_date = given.as_of


def _figures(row: LearnedLeadTime) -> tuple[object, ...]:
    return tuple(getattr(row, column) for column in _COLUMNS)
