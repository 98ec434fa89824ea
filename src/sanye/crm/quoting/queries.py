"""Reads of quotations."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from sanye.crm.quoting.domain.approval import (
    DEFAULT_MAXIMUM_DISCOUNT,
    DEFAULT_MINIMUM_MARGIN,
    DEFAULT_VALID_DAYS,
)
from sanye.crm.quoting.errors import QuotationUnknown, VersionUnknown
from sanye.crm.quoting.models import Quotation, QuotationLine, QuotationVersion, QuotingPolicy
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

COMPARED = ("item_id", "quantity", "unit", "unit_price", "discount_ratio", "requested_date")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDifference:
    """One line that differs between two versions; a side that lacks the line is None.

    `changed` maps a column to its two values, older first.
    """

    line_number: int
    older: QuotationLine | None
    newer: QuotationLine | None
    changed: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDifference:
    """Two versions side by side."""

    older: QuotationVersion
    newer: QuotationVersion
    net_amount_change: Decimal
    lines: tuple[LineDifference, ...]


@query
def get_policy(*, by: Actor) -> QuotingPolicy:
    """The company's quoting policy, or the usual one where none was set."""
    found: QuotingPolicy | None = QuotingPolicy.objects.first()
    return found or QuotingPolicy(
        company_id=by.company_id,
        maximum_discount_ratio=DEFAULT_MAXIMUM_DISCOUNT,
        minimum_margin_ratio=DEFAULT_MINIMUM_MARGIN,
        valid_days=DEFAULT_VALID_DAYS,
    )


@query
def get_quotation(*, quotation_id: UUID, by: Actor) -> Quotation:
    """One quotation with all versions and their lines. Raises QuotationUnknown."""
    found = _seen(by).filter(id=quotation_id).first()
    if found is None:
        raise QuotationUnknown(id=quotation_id)
    return found


@query
def get_quotation_margin(*, quotation_id: UUID, by: Actor) -> QuotationVersion:
    """The version that is alive, with the costs and margins that no customer sees.

    Raises QuotationUnknown.
    """
    quotation = get_quotation(quotation_id=quotation_id, by=by)
    return _version(quotation, quotation.latest_version)


@query
def list_quotations(
    *, status: str | None = None, customer_id: UUID | None = None, by: Actor
) -> QuerySet[Quotation]:
    """Quotations the actor may see; a customer sees what was sent."""
    rows = _seen(by)
    if status is not None:
        rows = rows.filter(
            id__in=QuotationVersion.objects.filter(status=status).values("quotation_id")
        )
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    return rows


@query
def compare_versions(*, quotation_id: UUID, older: int, newer: int, by: Actor) -> VersionDifference:
    """Two versions of a quotation side by side, lines matched by number.

    Raises QuotationUnknown, VersionUnknown.
    """
    quotation = get_quotation(quotation_id=quotation_id, by=by)
    first, second = _version(quotation, older), _version(quotation, newer)
    left = {line.line_number: line for line in first.lines.all()}
    right = {line.line_number: line for line in second.lines.all()}
    differences = [
        _difference(number, left.get(number), right.get(number))
        for number in sorted(left.keys() | right.keys())
    ]
    return VersionDifference(
        older=first,
        newer=second,
        net_amount_change=second.net_amount - first.net_amount,
        lines=tuple(item for item in differences if item.changed),
    )


def _seen(by: Actor) -> QuerySet[Quotation]:
    """Quotations with versions and lines in their order; to a customer only what was sent."""
    versions = QuotationVersion.objects.order_by("version")
    rows: QuerySet[Quotation] = Quotation.objects.all()
    if by.party_ids is not None:
        versions = versions.filter(sent_at__isnull=False)
        rows = rows.filter(id__in=versions.values("quotation_id"))
    lines = QuotationLine.objects.order_by("line_number")
    return rows.prefetch_related(
        Prefetch("versions", queryset=versions), Prefetch("versions__lines", queryset=lines)
    )


def _version(quotation: Quotation, number: int) -> QuotationVersion:
    for version in quotation.versions.all():
        if version.version == number:
            found: QuotationVersion = version
            return found
    raise VersionUnknown(number=quotation.number, version=number)


def _difference(
    number: int, older: QuotationLine | None, newer: QuotationLine | None
) -> LineDifference:
    changed = {name: (getattr(older, name, None), getattr(newer, name, None)) for name in COMPARED}
    return LineDifference(
        line_number=number,
        older=older,
        newer=newer,
        changed={name: pair for name, pair in changed.items() if pair[0] != pair[1]},
    )
