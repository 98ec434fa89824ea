"""Who asks about us and what becomes of him: leads, contacts, what they agree to and say."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.crm.accounts import commands as accounts
from sanye.crm.accounts.domain.states import AccountStatus
from sanye.crm.accounts.models import Account, Interaction
from sanye.crm.consent import commands as consent
from sanye.crm.consent.domain.decisions import Channel, Purpose
from sanye.crm.marketing import commands as marketing
from sanye.crm.marketing.commands import LeadSaid
from sanye.crm.marketing.commands.converting import Chance
from sanye.crm.marketing.domain.states import DropReason, LeadChannel
from sanye.crm.marketing.models import Campaign, Lead, LeadDuplicate, LeadForm
from sanye.crm.pipeline import commands as pipeline
from sanye.crm.pipeline.domain.stages import Stage
from sanye.crm.pipeline.models import Opportunity
from sanye.crm.profiles import commands as profiles
from sanye.stem.masterdata import commands as masters
from sanye.stem.masterdata.models import Party, PartyContact
from tests.stories.walking.walk import Walk, step
from tests.stories.walking.world import CUSTOMERS

FAIRS = ("FAIR", "MAILING")
PEOPLE = 12
TALKS = ("CALL", "VISIT", "MAIL", "CHAT")
PLACES = (("", ""), ("CN", ""), ("CN", "江苏"), ("cn", "JIANGSU"), ("FR", ""), ("ß", "x"))
NAMES = ("", "Limin Ltd.", "华宇家电", "Maison du Thé", "Bright Tea GmbH", "㍿", "有限公司", "_")
_MAIL = "From: {name} <{email}>\nSubject: hello\n\nCompany: {company}\nTel: {phone}\n"


def person(walk: Walk, number: int = 0) -> dict[str, str]:
    """One of few people, so that they come again, written one way or another."""
    number = number or walk.random.randint(1, PEOPLE)
    email = f"p{number}@guest.example"
    said = {
        "person_name": f"Guest {number}",
        "email": walk.random.choice([email, email, email.upper(), ""]),
        "phone": walk.random.choice(["", f"+86 138 0000 {number:04}", f"1380000{number:04}"]),
    }
    if walk.chance(0.1):
        said["person_name"] = ""
    return said


def contacts(walk: Walk) -> Any:
    return PartyContact.objects.filter(party__roles__contains=["CUSTOMER"])


def users(walk: Walk) -> list[UUID]:
    """All who work in the company, by login."""
    return [user_id for _, user_id in sorted(walk.aurora.people.items())]


def _someone(walk: Walk) -> Any:
    """A user of the company, or nobody."""
    return walk.random.choice([None, *users(walk)])


def _talk(walk: Walk) -> dict[str, Any]:
    ago = timedelta(minutes=walk.random.choice([-30, -4, 0, 60, 5000]))
    talk: dict[str, Any] = {
        "kind": walk.random.choice(TALKS),
        "direction": walk.random.choice(["IN", "OUT"]),
        "happened_at": walk.now - ago,
        "text": walk.random.choice(["", "wants ten"]),
    }
    if walk.chance(0.5):
        talk["follow_up_date"] = walk.today + timedelta(days=walk.random.randint(-4, 9))
        talk["follow_up_by_id"] = _someone(walk)
    return talk


@step(1)
def open_or_close_campaign(walk: Walk) -> None:
    code = walk.random.choice(FAIRS)
    if walk.chance(0.6):
        code = code if walk.chance(0.8) else f"{code}-{walk.random.randint(1, 9)}"
        marketing.open_campaign(code=code, name="fair", **walk.who)
    else:
        marketing.close_campaign(code=code, **walk.who)


@step(1)
def open_or_close_lead_form(walk: Walk) -> None:
    if walk.chance(0.6):
        campaign = walk.random.choice(["", *FAIRS])
        code = f"F-{walk.random.randint(1, 9)}"
        marketing.issue_lead_form(code=code, campaign_code=campaign, **walk.who)
    else:
        marketing.close_lead_form(form_id=walk.pick(LeadForm.unscoped).id, **walk.who)


@step(1)
def put_assignment_rule(walk: Walk) -> None:
    country, region = walk.random.choice(PLACES)
    marketing.put_assignment_rule(
        user_ids=walk.some(users(walk)), country=country, region=region, **walk.who
    )


def _said(walk: Walk) -> LeadSaid:
    country, region = walk.random.choice(PLACES)
    said: dict[str, Any] = person(walk) | {"country": country, "region": region}
    if walk.chance(0.1):
        contact = walk.pick(contacts(walk))
        said |= {"email": contact.email, "phone": contact.phone}
    if walk.chance(0.5):
        said["company_name"] = walk.random.choice(NAMES) * walk.random.choice([1, 1, 1, 8])
    if walk.chance(0.2):
        codes = [*FAIRS, *Campaign.unscoped.order_by("code").values_list("code", flat=True)]
        said["campaign_code"] = walk.random.choice(codes)
    return LeadSaid(**said, language=walk.random.choice(["", "zh", "fr"]), message="call me")


@step(3)
def capture_lead(walk: Walk) -> None:
    form = LeadForm.unscoped.order_by("id").first() if walk.chance(0.3) else None
    marketing.capture_lead(
        said=_said(walk),
        channel=LeadChannel.WEB_FORM if form else walk.random.choice(list(LeadChannel)),
        form_id=form and form.id,
        owner_id=_someone(walk),
        **walk.who,
    )


@step(1)
def capture_leads(walk: Walk) -> None:
    said = [_said(walk) for _ in range(walk.random.randint(0, 4))]
    marketing.capture_leads(said=said, **walk.who)


@step(1)
def capture_mail(walk: Walk) -> None:
    one = person(walk)
    raw = _MAIL.format(
        name=one["person_name"], company=walk.random.choice(NAMES), email=one["email"],
        phone=one["phone"],
    )  # fmt: skip
    marketing.capture_mail(raw=raw, **walk.who)


@step(3)
def qualify_lead(walk: Walk) -> None:
    lead = walk.pick_late(Lead.unscoped.exclude(status="CONVERTED"))
    marketing.qualify_lead(lead_id=lead.id, **walk.who)


@step(4)
def convert_lead(walk: Walk) -> None:
    lead = walk.pick(Lead.unscoped.filter(status__in=["QUALIFIED", "DROPPED"]))
    customer, code, drawn = None, "", walk.random.random()
    if drawn < 0.25:
        customer = walk.aurora.party(walk.random.choice(CUSTOMERS))
    elif drawn < 0.6:
        customer = walk.pick(Party.objects.exclude(roles=["COMPANY"])).id
    elif drawn < 0.7:
        code = walk.random.choice(["C-HUAYU", "N-1", "N-2"])
    marketing.convert_lead(
        lead_id=lead.id, customer_id=customer, party_code=code, chance=_chance(walk), **walk.who
    )


def _chance(walk: Walk) -> Chance | None:
    if walk.chance(0.5):
        return None
    item = walk.aurora.item(walk.random.choice(["EK-100", "TEA"]))
    line = pipeline.ExpectedLine(item_id=item, quantity=walk.quantity(9))
    return Chance(title="mixers", expected_close_date=walk.soon(60), lines=[line])


@step(2)
def work_on_lead(walk: Walk) -> None:
    this = {"lead_id": walk.pick(Lead.unscoped).id, **walk.who}
    drawn = walk.random.random()
    if drawn < 0.3:
        note = walk.random.choice(["", "not now"])
        marketing.drop_lead(reason=walk.random.choice(list(DropReason)), note=note, **this)
    elif drawn < 0.6:
        marketing.reopen_lead(**this)
    elif drawn < 0.7:
        marketing.assign_lead(owner_id=walk.random.choice(users(walk)), **this)
    else:
        marketing.record_lead_interaction(interaction=_talk(walk), **this)


@step(1)
def dismiss_duplicate(walk: Walk) -> None:
    marketing.dismiss_duplicate(duplicate_id=walk.pick(LeadDuplicate.unscoped).id, **walk.who)


@step(1)
def erase_person(walk: Walk) -> None:
    if walk.chance(0.4):
        leads = walk.some([lead.id for lead in Lead.unscoped.order_by("-id")[:3]])
        marketing.erase_leads(lead_ids=leads, **walk.who)
    else:
        profiles.erase_person(contact_id=walk.pick(contacts(walk)).id, **walk.who)


@step(2)
def change_contacts(walk: Walk) -> None:
    """Contacts as a form of the master gives them: all that stay, one changed, one new."""
    party = walk.pick(Party.objects.filter(roles__contains=["CUSTOMER"]))
    rows: list[dict[str, Any]] = [
        {"name": row.name, "email": row.email, "phone": row.phone}
        for row in party.contacts.order_by("id")
    ]
    if rows and walk.chance(0.4):
        walk.random.choice(rows)["phone"] = f"025-{walk.random.randint(10_000, 99_999)}"
    elif rows and walk.chance(0.3):
        rows.pop()
    else:
        one = person(walk)
        rows.append({"name": one["person_name"], "email": one["email"], "phone": one["phone"]})
    masters.put_parties(parties=[{"code": party.code, "contacts": rows}], **walk.who)


@step(2)
def decide_on_consent(walk: Walk) -> None:
    decided_at = walk.now - timedelta(days=walk.random.choice([-1, 0, 0, 30]))
    this: dict[str, Any] = {
        "contact_id": walk.pick(contacts(walk)).id,
        "purpose": walk.random.choice(list(Purpose)),
        "channel": walk.random.choice(list(Channel)),
        "proof": walk.random.choice(["", " ", "by telephone", "form"]),
        "decided_at": walk.random.choice([None, decided_at]),
        **walk.who,
    }
    act = consent.give_consent if walk.chance(0.6) else consent.withdraw_consent
    act(**this)


@step(2)
def record_interaction(walk: Walk) -> None:
    contact = walk.pick(contacts(walk))
    party = contact.party if walk.chance(0.9) else walk.pick(Party.objects)
    talk = _talk(walk)
    accounts.record_interaction(
        customer_id=party.id,
        contact_ids=walk.random.choice([[], [contact.id], [contact.id, contact.id]]),
        user_ids=[one for one in [_someone(walk)] if one],
        **talk,
        **walk.who,
    )


@step(2)
def follow_up(walk: Walk) -> None:
    this = {"interaction_id": walk.pick(Interaction.unscoped).id, **walk.who}
    if walk.chance(0.5):
        accounts.finish_follow_up(**this)
    else:
        day = walk.today + timedelta(days=walk.random.randint(-3, 9))
        accounts.plan_follow_up(follow_up_date=day, follow_up_by_id=_someone(walk), **this)


@step(2)
def change_account(walk: Walk) -> None:
    if walk.chance(0.3):
        party = walk.pick(Party.objects.exclude(roles=["COMPANY"]))
        accounts.open_account(party_id=party.id, segment="NEW", **walk.who)
    else:
        accounts.change_account(
            account_id=walk.pick(Account.unscoped).id,
            owner_id=_someone(walk),
            segment=walk.random.choice([None, "", "KEY"]),
            status=walk.random.choice([None, *AccountStatus]),
            **walk.who,
        )


@step(2)
def move_opportunity(walk: Walk) -> None:
    item = walk.aurora.item(walk.random.choice(["EK-100", "TEA"]))
    line = pipeline.ExpectedLine(item_id=item, quantity=Decimal(walk.random.choice([0, 1, 30])))
    pipeline.move_opportunity(
        opportunity_id=walk.pick_late(Opportunity.unscoped).id,
        stage=walk.random.choice([None, *Stage]),
        probability_ratio=walk.random.choice([None, Decimal(0), Decimal("0.333"), Decimal("1.01")]),
        expected_close_date=walk.random.choice([None, walk.soon(90)]),
        lines=walk.random.choice([None, [], [line], [line, line]]),
        **walk.who,
    )
