"""Keeping the timeline as the facts of all leaves tell it, set-wise."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from sanye.crm.accounts.domain.timeline import Entry
from sanye.crm.accounts.models import CustomerEvent
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.rows.bulk import insert_new_rows

Told = tuple[UUID, datetime, Entry]
"""The fact's id in the log, when it was recorded, and what it says."""

_LONGEST = 400
_GIVE_TO_CUSTOMER = """
    UPDATE crm_customer_event AS line SET customer_id = converted.customer_id
      FROM crm_customer_event AS converted
     WHERE line.company_id = %(company)s AND line.lead_id = ANY(%(leads)s)
       AND line.customer_id IS NULL
       AND converted.lead_id = line.lead_id AND converted.kind = 'LEAD_CONVERTED'
"""


@command(logged=False)
def keep_entries(*, entries: Sequence[Told], by: Actor, at: datetime) -> None:
    """Write what facts say into the timelines of the customers and leads they name."""
    zone = fixed_of(by).zone
    rows = []
    for event_id, recorded_at, entry in _with_somebody(entries):
        rows.append(
            CustomerEvent(
                company_id=by.company_id,
                customer_id=entry.customer_id,
                lead_id=entry.lead_id,
                event_id=event_id,
                kind=entry.kind,
                document_type=entry.document_type,
                document_id=entry.document_id,
                document_number=entry.number,
                happened_at=_instant(entry.moment, recorded_at, zone),
                text_en=entry.text_en[:_LONGEST],
                text_zh=entry.text_zh[:_LONGEST],
            )
        )
    insert_new_rows(rows)
    leads = sorted({row.lead_id for row in rows if row.lead_id is not None})
    if leads:
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_TO_CUSTOMER, {"company": by.company_id, "leads": leads})


@command(logged=False)
def empty_timeline(*, by: Actor, at: datetime) -> None:
    """Forget everything, to be replayed."""
    CustomerEvent.objects.all().delete()


def _with_somebody(entries: Sequence[Told]) -> Iterable[Told]:
    """Entries with customer or lead; those without go to all whom their document had before."""
    nameless = {told[2].document_id for told in entries if not _names_somebody(told[2])}
    known: dict[UUID, set[UUID]] = {}
    if nameless:
        stored = CustomerEvent.objects.filter(document_id__in=nameless, customer_id__isnull=False)
        for document_id, customer_id in stored.values_list("document_id", "customer_id"):
            known.setdefault(document_id, set()).add(customer_id)
    for event_id, recorded_at, entry in entries:
        if _names_somebody(entry):
            if entry.customer_id is not None:
                known.setdefault(entry.document_id, set()).add(entry.customer_id)
            yield event_id, recorded_at, entry
            continue
        for customer_id in sorted(known.get(entry.document_id, ())):
            yield event_id, recorded_at, replace(entry, customer_id=customer_id)


def _names_somebody(entry: Entry) -> bool:
    return entry.customer_id is not None or entry.lead_id is not None


def _instant(moment: datetime | date | None, recorded_at: datetime, zone: ZoneInfo) -> datetime:
    if moment is None:
        return recorded_at
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time.min, tzinfo=zone)
