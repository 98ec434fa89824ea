"""Parties and what they are to a company."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sanye.contracts.stem.masterdata import PartyChanged, PartyCreated, PartyTermsChanged
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.stem.commands import command
from sanye.stem.identity.models import User
from sanye.stem.masterdata.commands.masters import Children, Draft, Master, Put, Reference
from sanye.stem.masterdata.commands.putting import put
from sanye.stem.masterdata.commands.references import as_text
from sanye.stem.masterdata.domain.identifiers import compact_tax_id, is_gln, is_tax_id
from sanye.stem.masterdata.errors import IdentifierInvalid, TaxIdInvalid
from sanye.stem.masterdata.models import (
    Calendar,
    Party,
    PartyAddress,
    PartyCompany,
    PartyContact,
    PartyTaxId,
    PaymentTerm,
    PriceList,
    Site,
    Tax,
)


def check_gln(draft: Draft) -> Iterator[Refusal]:
    """A location number of GS1 has thirteen digits, the last a check digit."""
    gln = draft.instance.gln
    if gln and not is_gln(gln):
        yield IdentifierInvalid(number=gln, kind="GLN", field="gln")


def _check_tax_id(draft: Draft) -> Iterator[Refusal]:
    row = draft.instance
    if not is_tax_id(row.kind, row.number):
        yield TaxIdInvalid(number=row.number, kind=row.kind, field="number")


CONTACTS = Master(
    "CONTACT",
    PartyContact,
    ("name", "email", "phone"),
    parent="party",
    alike=("name", "email"),
)
"""With another telephone it is the same person still, with what he has agreed or objected to."""
ADDRESSES = Master(
    "ADDRESS",
    PartyAddress,
    ("use", "code", "street", "city", "postal_code"),
    parent="party",
    references={"calendar": Reference(Calendar, "Calendar")},
    rules=(check_gln,),
)
TAX_IDS = Master("TAX_ID", PartyTaxId, ("kind", "number"), parent="party", rules=(_check_tax_id,))
PARTIES = Master(
    "PARTY",
    Party,
    ("code",),
    references={
        "parent": Reference(Party, "Party"),
        "user": Reference(User, "User", key="login"),
    },
    children={
        "contacts": Children(CONTACTS),
        "addresses": Children(ADDRESSES),
        "tax_ids": Children(TAX_IDS),
    },
    unique=("user",),
    rules=(check_gln,),
    created=lambda row: PartyCreated(party_id=row.id, code=row.code, roles=tuple(row.roles)),
    changed=lambda row: PartyChanged(party_id=row.id, code=row.code, roles=tuple(row.roles)),
)
PARTY_COMPANIES = Master(
    "PARTY_COMPANY",
    PartyCompany,
    ("party",),
    references={
        "party": Reference(Party, "Party"),
        "receivable_term": Reference(PaymentTerm, "Payment term"),
        "payable_term": Reference(PaymentTerm, "Payment term"),
        "price_list": Reference(PriceList, "Price list"),
        "sales_tax": Reference(Tax, "Tax"),
        "purchase_tax": Reference(Tax, "Tax"),
        "site": Reference(Site, "Site"),
        "owner": Reference(User, "User", key="login"),
    },
    not_negative=("credit_limit",),
    currency_columns=("currency",),
    created=lambda row: PartyTermsChanged(party_id=row.party_id),
    changed=lambda row: PartyTermsChanged(party_id=row.party_id),
)


@command
def put_parties(
    *, parties: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change parties by code, with contacts, addresses and tax ids where given."""
    return put(PARTIES, [_compact(party) for party in parties], by=by, only=only)


@command
def put_party_companies(
    *, terms: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change what parties are to the acting company: limit, terms, price list, taxes."""
    return put(PARTY_COMPANIES, terms, by=by, only=only)


def _compact(party: Mapping[str, Any]) -> Mapping[str, Any]:
    """With its tax numbers as they are stored and found again: without blanks and dashes."""
    if not party.get("tax_ids"):
        return party
    return {**party, "tax_ids": [_compact_number(row) for row in party["tax_ids"]]}


def _compact_number(row: Mapping[str, Any]) -> Mapping[str, Any]:
    kind, number = as_text(row.get("kind") or ""), as_text(row.get("number") or "")
    if not is_tax_id(kind, number):
        return row
    return {**row, "number": compact_tax_id(kind, number)}
