"""Tables of leads."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sanye.crm.marketing.domain.states import (
    STEPS,
    DropReason,
    LeadChannel,
    LeadStatus,
    Likeness,
)
from sanye.stem.rows.constraints import one_of, share, steps
from sanye.stem.rows.fields import choice_field, code_field, number_field, ratio_field
from sanye.stem.rows.models import CompanyRow

PERSONAL = (
    "company_name",
    "name_key",
    "person_name",
    "job_title",
    "email",
    "phone",
    "phone_key",
    "message",
    "drop_note",
)
"""Columns of a lead that are erased with the person and stay out of the history."""


@pghistory.track()
class Campaign(CompanyRow):
    """What leads are due to: a fair, a mailing, an advertisement."""

    code = code_field()
    name = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_campaign"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="crm_campaign_code")
        ]


@pghistory.track()
class LeadForm(CompanyRow):
    """A form on somebody's page. Its key stands in that page for all to see and only lets leads
    in, so it is kept as it is."""

    code = code_field()
    key = models.CharField(max_length=64, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="+")
    redirect_url = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_lead_form"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="crm_lead_form_code")
        ]


@pghistory.track()
class AssignmentRule(CompanyRow):
    """Who gets the leads of a country or region, one after the other; empty means any."""

    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=100, blank=True)
    user_ids = ArrayField(models.UUIDField())
    next_turn = models.PositiveIntegerField(default=0)

    class Meta(CompanyRow.Meta):
        db_table = "crm_assignment_rule"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "country", "region"], name="crm_assignment_rule_of"
            ),
            models.CheckConstraint(
                name="crm_assignment_rule_country",
                condition=Q(region="") | ~Q(country=""),
            ),
        ]


@pghistory.track(exclude=[*PERSONAL])
class Lead(CompanyRow):
    """Somebody who asked about us. `name_key` and `phone_key` are what likeness compares."""

    scope_own = "owner_id"

    number = number_field()
    status = choice_field(LeadStatus, default=LeadStatus.NEW)
    channel = choice_field(LeadChannel)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="+")
    form = models.ForeignKey(LeadForm, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    captured_at = models.DateTimeField()
    company_name = models.CharField(max_length=200, blank=True)
    name_key = models.CharField(max_length=200, blank=True)
    person_name = models.CharField(max_length=200, blank=True)
    job_title = models.CharField(max_length=100, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    phone_key = models.CharField(max_length=16, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=8, blank=True)
    message = models.TextField(blank=True)
    drop_reason = models.CharField(
        max_length=24, blank=True, choices=[(reason, reason) for reason in DropReason]
    )
    drop_note = models.CharField(max_length=400, blank=True)
    customer = models.ForeignKey(
        "stem.Party", on_delete=models.PROTECT, null=True, related_name="+"
    )
    opportunity = models.ForeignKey(
        "crm.Opportunity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_lead"
        triggers = [steps("steps", "status", STEPS)]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="crm_lead_number"),
            one_of("crm_lead_status", "status", LeadStatus),
            one_of("crm_lead_channel", "channel", LeadChannel),
            models.CheckConstraint(
                name="crm_lead_dropped", condition=~Q(status="DROPPED") | ~Q(drop_reason="")
            ),
            models.CheckConstraint(
                name="crm_lead_converted",
                condition=~Q(status="CONVERTED") | Q(customer__isnull=False),
            ),
            models.CheckConstraint(
                name="crm_lead_reachable",
                condition=~Q(email="") | ~Q(phone="") | Q(erased_at__isnull=False),
            ),
            models.CheckConstraint(
                name="crm_lead_erased",
                condition=Q(erased_at__isnull=True) | Q(**dict.fromkeys(PERSONAL, "")),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "captured_at", "id"], name="crm_lead_captured"),
            models.Index(fields=["company", "status", "id"], name="crm_lead_list"),
            models.Index(fields=["company", "owner", "id"], name="crm_lead_owner"),
            models.Index(fields=["company", "email"], name="crm_lead_email"),
            models.Index(fields=["company", "phone_key"], name="crm_lead_phone"),
        ]


class LeadDuplicate(CompanyRow):
    """A warning: a lead looks like another lead or like a party. Nothing is merged because of it.

    `score` from 0 to 1. Somebody may say that they are not the same (`dismissed_at`).
    """

    scope_own = "lead__owner_id"

    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, related_name="duplicates", db_index=False
    )
    other_lead = models.ForeignKey(Lead, on_delete=models.CASCADE, null=True, related_name="+")
    party = models.ForeignKey("stem.Party", on_delete=models.CASCADE, null=True, related_name="+")
    likeness = choice_field(Likeness)
    score = ratio_field()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by_id = models.UUIDField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_lead_duplicate"
        constraints = [
            one_of("crm_lead_duplicate_likeness", "likeness", Likeness),
            share("crm_lead_duplicate_score", "score"),
            models.CheckConstraint(
                name="crm_lead_duplicate_of",
                condition=Q(other_lead__isnull=False, party__isnull=True)
                | Q(other_lead__isnull=True, party__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["lead", "other_lead", "party", "likeness"],
                nulls_distinct=False,
                name="crm_lead_duplicate_unique",
            ),
        ]
