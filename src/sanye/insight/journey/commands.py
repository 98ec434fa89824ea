"""Keeping the links between documents."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sanye.insight.journey.domain.links import links_of
from sanye.insight.journey.models import Document, DocumentLink
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.rows.bulk import insert_new_rows, insert_new_values

Named = tuple[UUID, str, str]
"""Document id, type, number."""


@command(logged=False)
def record_facts(*, facts: Iterable[tuple[UUID, str, Any]], by: Actor, at: datetime) -> None:
    """Note the documents and links of facts given as (key, type of document, fact).

    A document is what its first fact says: later ones may only be about it.
    """
    documents: dict[UUID, Document] = {}
    links: dict[tuple[UUID, UUID], None] = {}
    payments: list[tuple[UUID, Any]] = []
    for key, document_type, fact in facts:
        document = Document(
            company_id=by.company_id,
            document_id=key,
            type=document_type,
            number=getattr(fact, "number", ""),
        )
        documents.setdefault(key, document)
        links.update(dict.fromkeys(links_of(fact)))
        if hasattr(fact, "settlements"):
            payments.append((key, fact))
    insert_new_rows(list(documents.values()))
    links.update(dict.fromkeys(_links_of_payments(payments)))
    columns = ("id", "company_id", "parent_id", "child_id")
    rows = [(new_id(), by.company_id, parent, child) for parent, child in links]
    insert_new_values(DocumentLink, columns, rows)


@command(logged=False)
def empty_links(*, by: Actor, at: datetime) -> None:
    """Forget everything, to be replayed."""
    DocumentLink.objects.all().delete()
    Document.objects.all().delete()


def _links_of_payments(payments: list[tuple[UUID, Any]]) -> set[tuple[UUID, UUID]]:
    """A payment names what it settles by number."""
    numbers = {item.document_number for _, fact in payments for item in fact.settlements}
    if not numbers:
        return set()
    found = dict(Document.objects.filter(number__in=numbers).values_list("number", "document_id"))
    return {
        (found[item.document_number], key)
        for key, fact in payments
        for item in fact.settlements
        if item.document_number in found
    }
