"""The journal, from an account's total down to the document behind a posting."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from sanye.erp.ledger.errors import EntryUnknown
from sanye.erp.ledger.models import JournalEntry, Posting
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@query
def get_entry(*, entry_id: UUID, by: Actor) -> JournalEntry:
    """The entry with its postings. Raises EntryUnknown."""
    rows = JournalEntry.objects.prefetch_related("postings__account")
    found: JournalEntry | None = rows.filter(id=entry_id).first()
    if found is None:
        raise EntryUnknown(entry=entry_id)
    return found


@query
def list_entries(
    *,
    source_id: UUID | None = None,
    kind: str | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    by: Actor,
) -> QuerySet[JournalEntry]:
    """Entries of a source document, of a kind, posted in a span of days (both included)."""
    wanted = {
        "source_id": source_id,
        "kind": kind,
        "posting_date__gte": from_date,
        "posting_date__lte": to_date,
    }
    return JournalEntry.objects.filter(**{k: v for k, v in wanted.items() if v is not None})


@query
def list_postings(
    *,
    account_code: str | None = None,
    role: str | None = None,
    party_id: UUID | None = None,
    item_id: UUID | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    by: Actor,
) -> QuerySet[Posting]:
    """Postings with their entry, which names the source document."""
    wanted = {
        "account__code": account_code,
        "role": role,
        "party_id": party_id,
        "item_id": item_id,
        "posting_date__gte": from_date,
        "posting_date__lte": to_date,
    }
    rows = Posting.objects.select_related("journal_entry", "account")
    return rows.filter(**{k: v for k, v in wanted.items() if v is not None})
