"""One supplier as a whole: the score, by item and site, by month, and what he owes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from sanye.kernel.actors import Actor
from sanye.kernel.money import round_to
from sanye.scm.suppliers.domain.rules import Rule
from sanye.scm.suppliers.domain.states import Basis, Result
from sanye.scm.suppliers.errors import ScoreUnknown
from sanye.scm.suppliers.models import (
    LearnedLeadTime,
    SupplierLine,
    SupplierReceipt,
    SupplierScore,
)
from sanye.scm.suppliers.queries.policies import rules_of
from sanye.stem.commands import query


@dataclass(frozen=True, slots=True, kw_only=True)
class Punctuality:
    """Lines whose result is known, and how many of them came on time in full."""

    line_count: int
    in_full_count: int
    late_count: int
    short_count: int
    missing_count: int

    @property
    def on_time_in_full_ratio(self) -> Decimal | None:
        if self.line_count == 0:
            return None
        return round_to(Decimal(self.in_full_count) / self.line_count, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemScore(Punctuality):
    item_id: UUID
    item_code: str
    site_id: UUID
    received_quantity: Decimal
    rejected_quantity: Decimal
    lead_time: LearnedLeadTime | None

    @property
    def rejected_ppm(self) -> Decimal | None:
        if self.received_quantity <= 0:
            return None
        return round_to(self.rejected_quantity / self.received_quantity * 1_000_000, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthScore(Punctuality):
    month: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """`asked` and `confirmed` count all lines of the history; the score weighs them by age."""

    score: SupplierScore
    rule: Rule
    asked: Punctuality
    confirmed: Punctuality
    items: list[ItemScore]
    months: list[MonthScore]


@query
def get_supplier_scorecard(*, supplier_id: UUID, by: Actor) -> Scorecard:
    """Raises ScoreUnknown for who has no order yet, or is not the caller's to see."""
    score = SupplierScore.objects.select_related("supplier").filter(supplier_id=supplier_id).first()
    if score is None:
        raise ScoreUnknown(id=supplier_id)
    rule = rules_of([supplier_id], by).of(supplier_id)
    lines = SupplierLine.objects.filter(supplier_id=supplier_id, sent_at__isnull=False)
    name = "asked_result" if rule.basis is Basis.ASKED else "confirmed_result"
    counted = lines.exclude(**{name: Result.PENDING})
    by_month = counted.annotate(month=TruncMonth("counted_date")).values("month")
    return Scorecard(
        score=score,
        rule=rule,
        asked=_punctuality(lines.aggregate(**_counts("asked_result"))),
        confirmed=_punctuality(lines.aggregate(**_counts("confirmed_result"))),
        items=_items(supplier_id, lines, name),
        months=[
            MonthScore(month=row["month"], **_figures(row))
            for row in by_month.annotate(**_counts(name)).order_by("month")
        ],
    )


def _items(supplier_id: UUID, lines: Any, name: str) -> list[ItemScore]:
    lead_times = {
        (row.item_id, row.site_id): row
        for row in LearnedLeadTime.objects.filter(supplier_id=supplier_id)
    }
    quality = {
        (row["item_id"], row["site_id"]): row
        for row in SupplierReceipt.objects.filter(supplier_id=supplier_id)
        .values("item_id", "site_id")
        .annotate(received=Sum("quantity"), rejected=Sum("rejected_quantity"))
    }
    rows = lines.values("item_id", "item__code", "site_id").annotate(**_counts(name))
    nothing = {"received": Decimal(0), "rejected": Decimal(0)}
    return [
        ItemScore(
            item_id=row["item_id"],
            item_code=row["item__code"],
            site_id=row["site_id"],
            received_quantity=quality.get((row["item_id"], row["site_id"]), nothing)["received"],
            rejected_quantity=quality.get((row["item_id"], row["site_id"]), nothing)["rejected"],
            lead_time=lead_times.get((row["item_id"], row["site_id"])),
            **_figures(row),
        )
        for row in rows.order_by("item__code", "site_id")
    ]


def _counts(name: str) -> dict[str, Count]:
    def count(*results: Result) -> Count:
        return Count("id", filter=Q(**{f"{name}__in": results}))

    return {
        "line_count": count(Result.IN_FULL, Result.LATE, Result.SHORT, Result.MISSING),
        "in_full_count": count(Result.IN_FULL),
        "late_count": count(Result.LATE),
        "short_count": count(Result.SHORT),
        "missing_count": count(Result.MISSING),
    }


def _figures(row: Mapping[str, Any]) -> dict[str, int]:
    names = ("line_count", "in_full_count", "late_count", "short_count", "missing_count")
    return {name: row[name] for name in names}


def _punctuality(row: Mapping[str, Any]) -> Punctuality:
    return Punctuality(**_figures(row))
