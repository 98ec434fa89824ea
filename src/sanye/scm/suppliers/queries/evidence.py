"""All that some suppliers did lately, read in a dozen statements for any number of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from sanye.kernel.actors import Actor
from sanye.kernel.calendars import WorkingCalendar
from sanye.scm.suppliers.models import SupplierLine, SupplierReceipt, SupplierRejection
from sanye.scm.suppliers.queries.policies import Rules
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.errors import RateMissing
from sanye.stem.masterdata.models import ItemCompany, SupplierTerm

WINDOW_DAYS = 730
"""Eight half-lives of the default: what is older weighs less than half a percent."""
YEAR_DAYS = 365

Place = tuple[UUID, UUID, UUID]
"""Supplier, item, site."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Lines that the suppliers have, oldest first, with what belongs to them."""

    as_of: date
    lines: Mapping[UUID, list[SupplierLine]]
    receipts: Mapping[UUID, list[SupplierReceipt]]
    rejections: Sequence[SupplierRejection]
    quality: Mapping[UUID, tuple[Decimal, Decimal, int]]
    planned_days: Mapping[Place, int]
    calendars: Mapping[UUID, WorkingCalendar]
    standard_costs: Mapping[UUID, Decimal]
    rates: Mapping[str, Decimal]
    rules: Rules

    def local_date(self, at: datetime, site_id: UUID) -> date:
        """The day it was at a site."""
        return at.astimezone(ZoneInfo(self.calendars[site_id].zone)).date()

    def planned(self, line: SupplierLine) -> int:
        return self.planned_days.get((line.supplier_id, line.item_id, line.site_id), 0)


def load_evidence(
    supplier_ids: Collection[UUID], rules: Rules, *, as_of: date, by: Actor
) -> Evidence:
    """Lines of the last two years and those still open; receipts and rejections of a year."""
    lines = _lines(supplier_ids, as_of)
    every = [row for rows in lines.values() for row in rows]
    since = as_of - timedelta(days=YEAR_DAYS)
    rejections = list(
        SupplierRejection.objects.filter(supplier_id__in=supplier_ids, decided_date__gt=since)
    )
    item_ids = {row.item_id for row in every}
    return Evidence(
        as_of=as_of,
        lines=lines,
        receipts=_receipts([row.line_id for row in every]),
        rejections=rejections,
        quality=_quality(supplier_ids, since, rejections),
        planned_days=planned_days_of(supplier_ids, {row.site_id for row in every}, as_of),
        calendars=masters.working_calendars_of_sites(
            site_ids={row.site_id for row in every}, by=by
        ),
        standard_costs=dict(
            ItemCompany.objects.filter(item_id__in=item_ids, standard_cost__gt=0).values_list(
                "item_id", "standard_cost"
            )
        ),
        rates=_rates({row.currency for row in every}, as_of, by),
        rules=rules,
    )


def planned_days_of(
    supplier_ids: Collection[UUID], site_ids: Collection[UUID], on: date
) -> dict[Place, int]:
    """Working days by the suppliers' terms of the day; terms for the very site before general."""
    terms = SupplierTerm.objects.filter(
        Q(valid_from_date__isnull=True) | Q(valid_from_date__lte=on),
        Q(valid_to_date__isnull=True) | Q(valid_to_date__gt=on),
        supplier_id__in=supplier_ids,
        archived_at__isnull=True,
    )
    found: dict[Place, int] = {}
    for term in sorted(terms, key=lambda t: (t.site_id is None, t.priority, str(t.id))):
        for site_id in site_ids if term.site_id is None else [term.site_id]:
            found.setdefault((term.supplier_id, term.item_id, site_id), term.lead_time_days)
    return found


def _lines(supplier_ids: Collection[UUID], as_of: date) -> dict[UUID, list[SupplierLine]]:
    since = as_of - timedelta(days=WINDOW_DAYS)
    rows = SupplierLine.objects.filter(
        Q(asked_date__gte=since) | Q(open_quantity__gt=0),
        supplier_id__in=supplier_ids,
        sent_at__isnull=False,
    ).order_by("asked_date", "line_id")
    found: dict[UUID, list[SupplierLine]] = {supplier_id: [] for supplier_id in supplier_ids}
    for row in rows:
        found[row.supplier_id].append(row)
    return found


def _receipts(line_ids: Collection[UUID]) -> dict[UUID, list[SupplierReceipt]]:
    found: dict[UUID, list[SupplierReceipt]] = defaultdict(list)
    for row in SupplierReceipt.objects.filter(line_id__in=line_ids).order_by("posting_date"):
        found[row.line_id].append(row)
    return found


def _quality(
    supplier_ids: Collection[UUID], since: date, rejections: Iterable[SupplierRejection]
) -> dict[UUID, tuple[Decimal, Decimal, int]]:
    """Received, rejected and receipts since a day. Goods that customers sent back count as rejected
    when they are traced to the supplier."""
    found: dict[UUID, tuple[Decimal, Decimal, int]] = {}
    receipts = SupplierReceipt.objects.filter(
        supplier_id__in=supplier_ids, posting_date__gt=since
    ).values_list("supplier_id", "quantity", "rejected_quantity")
    for supplier_id, quantity, rejected in receipts:
        received, bad, count = found.get(supplier_id, (Decimal(0), Decimal(0), 0))
        found[supplier_id] = (received + quantity, bad + rejected, count + 1)
    for row in rejections:
        if row.line_id is None:
            received, bad, count = found.get(row.supplier_id, (Decimal(0), Decimal(0), 0))
            found[row.supplier_id] = (received, bad + row.quantity, count)
    return found


def _rates(currencies: set[str], on: date, by: Actor) -> dict[str, Decimal]:
    """Into functional currency; a currency without a rate is left out."""
    own = fixed_of(by).functional_currency
    found = {}
    for currency in currencies - {""}:
        try:
            found[currency] = masters.get_exchange_rate(
                from_currency=currency, to_currency=own, on=on, by=by
            ).rate
        except RateMissing:
            continue
    return found
