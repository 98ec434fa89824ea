"""Parties and what they are to the acting company."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import ExternalKey, Party, PartyCompany, TranslatedName


@query
def get_party(*, party_id: UUID | None = None, code: str | None = None, by: Actor) -> Party:
    """A party by id or code that the actor may see. Raises MasterUnknown."""
    wanted = Q(id=party_id) if party_id is not None else Q(code=code)
    found = _seen(by).filter(wanted).first()
    if found is None:
        raise MasterUnknown(entity="Party", key=party_id or code)
    return found


@query
def get_parties(*, party_ids: Collection[UUID], by: Actor) -> dict[UUID, Party]:
    """The parties by id. Raises MasterUnknown for one missing."""
    rows = {row.id: row for row in _seen(by).filter(id__in=set(party_ids))}
    missing = set(party_ids) - rows.keys()
    if missing:
        raise MasterUnknown(entity="Party", key=min(missing))
    return rows


@query
def list_parties(
    *, role: str | None = None, search: str = "", archived: bool = False, by: Actor
) -> QuerySet[Party]:
    """Parties of a role whose code, name, pinyin, initials or tax number match the search."""
    rows = _seen(by).filter(archived_at__isnull=not archived)
    if role is not None:
        rows = rows.filter(roles__contains=[role])
    if search:
        text = search.casefold()
        rows = rows.filter(
            Q(code__istartswith=search)
            | Q(name__icontains=search)
            | Q(sort_key__startswith=text)
            | Q(initials__startswith=text)
            | Q(tax_ids__number=search)
        ).distinct()
    return rows


@query
def find_party_company(*, party_id: UUID, by: Actor) -> PartyCompany | None:
    """The party's terms with the acting company."""
    found: PartyCompany | None = PartyCompany.objects.filter(party_id=party_id).first()
    return found


@query
def get_customer_groups(*, party_ids: Collection[UUID], by: Actor) -> dict[UUID, str]:
    """The customer group of each party that has terms with the acting company."""
    rows = PartyCompany.objects.filter(party_id__in=set(party_ids))
    return dict(rows.values_list("party_id", "customer_group"))


@query
def get_party_company(*, party_id: UUID, by: Actor) -> PartyCompany:
    """The party's terms with the acting company. Raises MasterUnknown."""
    found = find_party_company(party_id=party_id, by=by)
    if found is None:
        raise MasterUnknown(entity="Party of this company", key=party_id)
    return found


@query
def list_party_companies(
    *, party_ids: Collection[UUID] | None = None, by: Actor
) -> QuerySet[PartyCompany]:
    """Terms of parties with the acting company."""
    rows = PartyCompany.objects.all()
    return rows if party_ids is None else rows.filter(party_id__in=party_ids)


@query
def find_by_external_keys(
    *, system: str, entity: str, keys: Iterable[str] | None = None, by: Actor
) -> dict[str, UUID]:
    """Our row of each key (default: of all keys) under which the system knows it."""
    rows = ExternalKey.objects.filter(system=system, entity=entity)
    if keys is not None:
        rows = rows.filter(key__in=set(keys))
    return dict(rows.values_list("key", "row_id"))


@query
def translated_names(
    *, entity: str, row_ids: Collection[UUID], language: str, by: Actor
) -> dict[UUID, str]:
    """What rows are called in a language, for those that have such a name."""
    rows = TranslatedName.objects.filter(entity=entity, row_id__in=row_ids, language=language)
    return dict(rows.values_list("row_id", "name"))


def _seen(by: Actor) -> QuerySet[Party]:
    rows = Party.objects.all()
    return rows if by.party_ids is None else rows.filter(id__in=by.party_ids)
