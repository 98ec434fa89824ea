"""Whom leads look like: other leads, contacts of parties, parties; read set-wise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Func, QuerySet, Value
from django.db.models.functions import Lower, Right

from sanye.crm.marketing.domain.likeness import (
    EMAIL_SCORE,
    PHONE_DIGITS,
    PHONE_SCORE,
    Names,
    email_key,
    name_key,
    rarest_parts,
)
from sanye.crm.marketing.domain.states import Likeness
from sanye.crm.marketing.models import Lead
from sanye.stem.masterdata.models import Party, PartyContact

MOST_PARTS = 200
"""With more letter pairs to look for, all names are read and compared here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One of the leads looks like another lead or a party."""

    lead_id: UUID
    likeness: Likeness
    score: Decimal
    other_lead_id: UUID | None = None
    party_id: UUID | None = None


def find_duplicates(leads: Sequence[Lead]) -> list[Found]:
    """Whom these leads look like, each other included; the earlier one is not warned of later."""
    found = [*_by_email(leads), *_by_phone(leads), *_by_name(leads)]
    return sorted(found, key=lambda one: (str(one.lead_id), -one.score, one.likeness))


def _by_email(leads: Sequence[Lead]) -> Iterable[Found]:
    wanted = _by_key((lead, email_key(lead.email)) for lead in leads)
    if not wanted:
        return
    contacts = PartyContact.objects.annotate(key=Lower("email")).filter(
        key__in=wanted, archived_at__isnull=True
    )
    for key, party_id in contacts.values_list("key", "party_id").distinct():
        for lead in wanted[key]:
            yield _party(lead, party_id, Likeness.EMAIL, EMAIL_SCORE)
    others = Lead.objects.annotate(key=Lower("email")).filter(key__in=wanted)
    yield from _among_leads(wanted, others, Likeness.EMAIL, EMAIL_SCORE)


def _by_phone(leads: Sequence[Lead]) -> Iterable[Found]:
    wanted = _by_key((lead, lead.phone_key) for lead in leads)
    if not wanted:
        return
    digits = Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    contacts = PartyContact.objects.annotate(key=Right(digits, PHONE_DIGITS)).filter(
        key__in=wanted, archived_at__isnull=True
    )
    for key, party_id in contacts.values_list("key", "party_id").distinct():
        for lead in wanted[key]:
            yield _party(lead, party_id, Likeness.PHONE, PHONE_SCORE)
    others = Lead.objects.annotate(key=F("phone_key")).filter(key__in=wanted)
    yield from _among_leads(wanted, others, Likeness.PHONE, PHONE_SCORE)


def _by_name(leads: Sequence[Lead]) -> Iterable[Found]:
    named = [lead for lead in leads if lead.name_key]
    if not named:
        return
    parts = rarest_parts((lead.name_key for lead in named), MOST_PARTS)
    parties = Names({key: name_key(name) for key, name in _party_names(parts)})
    others = Names(dict(_lead_names(parts)))
    ids = {lead.id: lead for lead in named}
    for lead in named:
        for like in parties.like(lead.name_key):
            yield _party(lead, like.key, Likeness.NAME, like.score)
        for other in others.like(lead.name_key):
            if _is_earlier(other.key, lead.id, ids):
                yield _lead(lead, other.key, Likeness.NAME, other.score)


def _party_names(parts: Sequence[str] | None) -> Iterable[tuple[UUID, str]]:
    rows = Party.objects.filter(archived_at__isnull=True)
    if parts is not None:
        rows = rows.filter(name__iregex="|".join(_escaped(parts)))
    return rows.order_by().values_list("id", "name")


def _lead_names(parts: Sequence[str] | None) -> Iterable[tuple[UUID, str]]:
    rows = Lead.objects.exclude(name_key="")
    if parts is not None:
        rows = rows.filter(name_key__regex="|".join(_escaped(parts)))
    found: Iterable[tuple[UUID, str]] = rows.order_by().values_list("id", "name_key")
    return found


def _escaped(parts: Sequence[str]) -> list[str]:
    return [part for part in parts if part.isalnum()] or ["^$"]


def _by_key(pairs: Iterable[tuple[Lead, str]]) -> dict[str, list[Lead]]:
    wanted: dict[str, list[Lead]] = {}
    for lead, key in pairs:
        if key:
            wanted.setdefault(key, []).append(lead)
    return wanted


def _among_leads(
    wanted: dict[str, list[Lead]], others: QuerySet[Any], likeness: Likeness, score: Decimal
) -> Iterable[Found]:
    ids = {lead.id: lead for leads in wanted.values() for lead in leads}
    for key, other_id in others.values_list("key", "id"):
        for lead in wanted[key]:
            if _is_earlier(other_id, lead.id, ids):
                yield _lead(lead, other_id, likeness, score)


def _is_earlier(other_id: UUID, lead_id: UUID, ids: dict[UUID, Lead]) -> bool:
    """Of two new ones the later is warned of the earlier."""
    return other_id != lead_id and (other_id not in ids or str(other_id) < str(lead_id))


def _party(lead: Lead, party_id: UUID, likeness: Likeness, score: Decimal) -> Found:
    return Found(lead_id=lead.id, party_id=party_id, likeness=likeness, score=score)


def _lead(lead: Lead, other_id: UUID, likeness: Likeness, score: Decimal) -> Found:
    return Found(lead_id=lead.id, other_lead_id=other_id, likeness=likeness, score=score)
