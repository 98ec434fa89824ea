"""Tables of consent."""

from typing import Any

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.deletion import Collector

from sanye.crm.consent.domain.decisions import Channel, Decision, Purpose
from sanye.stem.rows.constraints import one_of
from sanye.stem.rows.fields import choice_field
from sanye.stem.rows.models import CompanyRow


def forget_proof(collector: Collector, field: Any, rows: Any, using: str) -> None:
    """A contact that is deleted takes his proof along; that he decided stays."""
    proof = Consent._meta.get_field("proof")  # noqa: SLF001
    collector.add_field_update(proof, "", rows)
    models.SET_NULL(collector, field, rows, using)


@pghistory.track(exclude=["proof"])
class Consent(CompanyRow):
    """One decision of a contact, never changed; the last one that covers a purpose counts.

    `proof` (the words, the form, the call) is personal and erased with the person; that and when
    he decided stays.
    """

    scope_party = "customer_id"

    customer = models.ForeignKey(
        "stem.Party", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    contact = models.ForeignKey(
        "stem.PartyContact", on_delete=forget_proof, null=True, related_name="+"
    )
    decision = choice_field(Decision)
    purpose = choice_field(Purpose)
    channel = choice_field(Channel)
    decided_at = models.DateTimeField()
    proof = models.TextField(blank=True)
    recorded_by_id = models.UUIDField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_consent"
        constraints = [
            one_of("crm_consent_decision", "decision", Decision),
            one_of("crm_consent_purpose", "purpose", Purpose),
            one_of("crm_consent_channel", "channel", Channel),
            models.CheckConstraint(
                name="crm_consent_erased", condition=Q(contact__isnull=False) | Q(proof="")
            ),
        ]
        indexes = [
            models.Index(fields=["company", "decided_at", "id"], name="crm_consent_decided"),
            models.Index(fields=["company", "customer", "decided_at"], name="crm_consent_list"),
        ]
