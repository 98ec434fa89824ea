"""Leads from forms, programs, mail, files and people: checked, assigned, warned about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models

from sanye.crm.marketing.commands.rules import Turns
from sanye.crm.marketing.domain.likeness import name_key, phone_key
from sanye.crm.marketing.domain.mails import read_mail
from sanye.crm.marketing.domain.states import LeadChannel
from sanye.crm.marketing.errors import (
    EmailNotValid,
    LeadSaysNothing,
    MailNotReadable,
    PhoneNotValid,
)
from sanye.crm.marketing.models import Campaign, Lead, LeadDuplicate
from sanye.crm.marketing.publishing import captured
from sanye.crm.marketing.queries import get_campaign
from sanye.crm.marketing.queries.duplicates import find_duplicates
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.commands.masters import Put
from sanye.stem.masterdata.commands.values import read_value
from sanye.stem.numbering.commands import draw_numbers
from sanye.stem.rows.bulk import insert_rows

_TEXT = dict.fromkeys(("company_name", "person_name", "job_title", "region"), 200) | {
    "email": 254,
    "phone": 40,
    "country": 2,
    "language": 8,
    "campaign_code": 40,
}
COLUMNS: dict[str, Any] = {
    name: models.CharField(name=name, max_length=most, blank=True) for name, most in _TEXT.items()
} | {"message": models.TextField(name="message", blank=True)}
"""How each column of a file is read."""
_LONGEST_NAME = 200
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSaid:
    """What somebody said of himself. `row` is where it stands in a file, if it comes from one."""

    company_name: str = ""
    person_name: str = ""
    job_title: str = ""
    email: str = ""
    phone: str = ""
    country: str = ""
    region: str = ""
    language: str = ""
    message: str = ""
    campaign_code: str = ""
    row: int | None = None


@command
def capture_lead(
    *,
    said: LeadSaid,
    channel: LeadChannel = LeadChannel.API,
    owner_id: UUID | None = None,
    form_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Lead:
    """Take one lead; who is like it is noted, not merged.

    Raises LeadSaysNothing, EmailNotValid, PhoneNotValid, CampaignUnknown.
    """
    return _capture([said], channel, owner_id, form_id, by, at)[0]


@command
def capture_leads(
    *, said: Sequence[LeadSaid], channel: LeadChannel = LeadChannel.FILE, by: Actor, at: datetime
) -> list[Lead]:
    """Take many leads, all or none: Refusals names every row that is wrong."""
    return _capture(said, channel, None, None, by, at)


@command
def capture_mail(*, raw: str, campaign_code: str = "", by: Actor, at: datetime) -> Lead:
    """Take the sender of a mail, as it came over the wire, as a lead.

    Raises MailNotReadable, EmailNotValid, CampaignUnknown.
    """
    mail = read_mail(raw)
    if mail is None:
        raise MailNotReadable(field="raw")
    said = LeadSaid(
        company_name=mail.company_name,
        person_name=mail.person_name,
        email=mail.email,
        phone=mail.phone if phone_key(mail.phone) else "",
        message=mail.text,
        campaign_code=campaign_code,
    )
    return _capture([said], LeadChannel.MAIL, None, None, by, at)[0]


@command
def put_leads(*, leads: Sequence[Mapping[str, Any]], by: Actor, at: datetime) -> Put:
    """Take leads as a file gives them, all values text. Refusals names each wrong `_row`."""
    refused: list[Refusal] = []
    said = [one for cells in leads if (one := _read(cells, refused)) is not None]
    if refused:
        raise Refusals(refused)
    rows = _capture(said, LeadChannel.FILE, None, None, by, at)
    return Put(rows=rows, created=len(rows), changed=0, unchanged=0)


def _read(cells: Mapping[str, Any], refused: list[Refusal]) -> LeadSaid | None:
    values: dict[str, Any] = {}
    for name, column in COLUMNS.items():
        try:
            values[name] = read_value(column, cells.get(name))
        except Refusal as refusal:
            refusal.row, refusal.field = cells["_row"], name
            refused.append(refusal)
    return LeadSaid(**values, row=cells["_row"]) if len(values) == len(COLUMNS) else None


def _capture(
    said: Sequence[LeadSaid],
    channel: LeadChannel,
    owner_id: UUID | None,
    form_id: UUID | None,
    by: Actor,
    at: datetime,
) -> list[Lead]:
    campaigns = _check(said, by)
    turns = Turns()
    numbers = draw_numbers("LD", len(said), at=at) if said else []
    leads = [
        _lead(one, number, channel, campaigns.get(one.campaign_code), by, at)
        for one, number in zip(said, numbers, strict=True)
    ]
    for lead in leads:
        lead.form_id = form_id
        lead.owner_id = owner_id or turns.next_for(lead.country, lead.region)
    insert_rows(leads)
    turns.keep()
    _warn_and_tell(leads)
    return leads


def _check(said: Sequence[LeadSaid], by: Actor) -> dict[str, Campaign]:
    """The campaigns that are named; all that is wrong is told together."""
    refused: list[Refusal] = []
    campaigns: dict[str, Campaign] = {}
    for number, one in enumerate(said, start=1):
        try:
            _check_one(one)
            if one.campaign_code and one.campaign_code not in campaigns:
                campaigns[one.campaign_code] = get_campaign(code=one.campaign_code, by=by)
        except Refusal as refusal:
            refusal.row = one.row or number
            refused.append(refusal)
    if len(said) == 1 and refused and said[0].row is None:
        refused[0].row = None
        raise refused[0]
    if refused:
        raise Refusals(refused)
    return campaigns


def _check_one(said: LeadSaid) -> None:
    email, phone = said.email.strip(), said.phone.strip()
    if not email and not phone:
        raise LeadSaysNothing(field="email")
    if email:
        if len(email) > _TEXT["email"]:
            raise EmailNotValid(email=email, field="email")
        try:
            validate_email(email)
        except ValidationError as error:
            raise EmailNotValid(email=email, field="email") from error
    if phone and len(_DIGITS.findall(phone)) < 5:
        raise PhoneNotValid(phone=phone, field="phone")


def _lead(
    said: LeadSaid,
    number: str,
    channel: LeadChannel,
    campaign: Campaign | None,
    by: Actor,
    at: datetime,
) -> Lead:
    return Lead(
        id=new_id(),
        company_id=by.company_id,
        number=number,
        channel=channel,
        campaign=campaign,
        captured_at=at,
        company_name=said.company_name.strip(),
        name_key=name_key(said.company_name)[:_LONGEST_NAME],
        person_name=said.person_name.strip(),
        job_title=said.job_title.strip()[:100],
        email=said.email.strip(),
        phone=said.phone.strip(),
        phone_key=phone_key(said.phone),
        country=said.country.strip().upper()[:2],
        region=said.region.strip()[:100],
        language=said.language.strip(),
        message=said.message.strip(),
    )


def _warn_and_tell(leads: Sequence[Lead]) -> None:
    like: dict[UUID, list[UUID]] = {lead.id: [] for lead in leads}
    warnings = []
    for found in find_duplicates(leads):
        like[found.lead_id] += [one for one in (found.other_lead_id, found.party_id) if one]
        warnings.append(
            LeadDuplicate(
                company_id=leads[0].company_id,
                lead_id=found.lead_id,
                other_lead_id=found.other_lead_id,
                party_id=found.party_id,
                likeness=found.likeness,
                score=found.score,
            )
        )
    insert_rows(warnings)
    publish(*(captured(lead, like[lead.id]) for lead in leads))
