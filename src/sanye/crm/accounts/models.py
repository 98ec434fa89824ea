"""Tables of customer accounts."""

import pghistory
from django.db import models
from django.db.models import Q

from sanye.crm.accounts.domain.interactions import Direction, InteractionKind
from sanye.crm.accounts.domain.states import STEPS, AccountStatus
from sanye.stem.rows.constraints import one_of, steps
from sanye.stem.rows.fields import choice_field, code_field, number_field
from sanye.stem.rows.models import CompanyRow


@pghistory.track()
class Account(CompanyRow):
    """What sales knows of a customer beyond the master row: who cares for it, how it is seen."""

    scope_party = "party_id"
    scope_own = "owner_id"

    party = models.ForeignKey("stem.Party", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    segment = code_field(blank=True)
    status = choice_field(AccountStatus, default=AccountStatus.PROSPECT)

    class Meta(CompanyRow.Meta):
        db_table = "crm_account"
        triggers = [steps("steps", "status", STEPS)]
        constraints = [
            models.UniqueConstraint(fields=["company", "party"], name="crm_account_party"),
            one_of("crm_account_status", "status", AccountStatus),
        ]


class AccountNote(CompanyRow):
    """What somebody wrote down about a customer. May be personal: erasable, without history."""

    scope_own = "account__owner_id"

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="notes", db_index=False
    )
    text = models.TextField()
    noted_at = models.DateTimeField()
    noted_by_id = models.UUIDField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_account_note"
        indexes = [models.Index(fields=["account", "noted_at"], name="crm_account_note_time")]


@pghistory.track(exclude=["subject", "text"])
class Interaction(CompanyRow):
    """A call, visit, mail or chat with a customer or lead; its words are personal and erasable.

    A lead's goes to the account that the lead becomes. `follow_up_date` is when somebody
    (`follow_up_by`) comes back to it, `followed_up_at` when he did.
    """

    scope_own = ("account__owner_id", "lead__owner_id")

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="interactions", db_index=False
    )
    lead = models.ForeignKey(
        "crm.Lead", on_delete=models.PROTECT, null=True, related_name="interactions"
    )
    kind = choice_field(InteractionKind)
    direction = choice_field(Direction)
    happened_at = models.DateTimeField()
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    recorded_by_id = models.UUIDField(null=True)
    follow_up_date = models.DateField(null=True)
    follow_up_by = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    followed_up_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_interaction"
        constraints = [
            one_of("crm_interaction_kind", "kind", InteractionKind),
            one_of("crm_interaction_direction", "direction", Direction),
            models.CheckConstraint(
                name="crm_interaction_somebody",
                condition=Q(account__isnull=False) | Q(lead__isnull=False),
            ),
            models.CheckConstraint(
                name="crm_interaction_follow_up",
                condition=Q(followed_up_at__isnull=True) | Q(follow_up_date__isnull=False),
            ),
            models.CheckConstraint(
                name="crm_interaction_erased",
                condition=Q(erased_at__isnull=True) | Q(subject="", text=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "follow_up_date", "id"], name="crm_interaction_by_follow_up"
            ),
            models.Index(fields=["company", "happened_at", "id"], name="crm_interaction_list"),
            models.Index(fields=["account", "happened_at"], name="crm_interaction_account"),
            models.Index(
                fields=["company", "follow_up_date"],
                condition=Q(follow_up_date__isnull=False, followed_up_at__isnull=True),
                name="crm_interaction_due",
            ),
        ]


class InteractionPerson(CompanyRow):
    """Who took part: a contact of the customer or one of us."""

    scope_own = ("interaction__account__owner_id", "interaction__lead__owner_id")

    interaction = models.ForeignKey(
        Interaction, on_delete=models.CASCADE, related_name="people", db_index=False
    )
    contact = models.ForeignKey(
        "stem.PartyContact", on_delete=models.CASCADE, null=True, related_name="+"
    )
    user = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta(CompanyRow.Meta):
        db_table = "crm_interaction_person"
        constraints = [
            models.CheckConstraint(
                name="crm_interaction_person_one",
                condition=Q(contact__isnull=False, user__isnull=True)
                | Q(contact__isnull=True, user__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["interaction", "contact", "user"],
                nulls_distinct=False,
                name="crm_interaction_person_unique",
            ),
        ]


class CustomerEvent(CompanyRow):
    """One line of a customer's timeline: a projection of what all leaves report.

    A lead's lines get its customer when it is converted. `event_id` is the fact in the log.
    """

    customer_id = models.UUIDField(null=True)
    lead_id = models.UUIDField(null=True)
    event_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    document_type = models.CharField(max_length=60)
    document_id = models.UUIDField()
    document_number = number_field(blank=True)
    happened_at = models.DateTimeField()
    text_en = models.CharField(max_length=400)
    text_zh = models.CharField(max_length=400)

    class Meta(CompanyRow.Meta):
        db_table = "crm_customer_event"
        constraints = [
            models.UniqueConstraint(
                fields=["event_id", "customer_id", "kind", "happened_at"],
                nulls_distinct=False,
                name="crm_customer_event_unique",
            ),
            models.CheckConstraint(
                name="crm_customer_event_somebody",
                condition=Q(customer_id__isnull=False) | Q(lead_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "customer_id", "happened_at", "id"],
                name="crm_customer_event_list",
            ),
            models.Index(
                fields=["lead_id"],
                condition=Q(lead_id__isnull=False),
                name="crm_customer_event_lead",
            ),
            models.Index(fields=["document_id"], name="crm_customer_event_document"),
        ]
