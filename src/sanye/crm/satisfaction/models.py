"""Tables of satisfaction."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from sanye.crm.satisfaction.domain.asking import (
    MAIL_STEPS,
    AnswerChannel,
    MailState,
    SubjectType,
)
from sanye.stem.rows.constraints import one_of, share, steps
from sanye.stem.rows.fields import choice_field, code_field, number_field, ratio_field
from sanye.stem.rows.models import CompanyRow


@pghistory.track()
class SatisfactionPolicy(CompanyRow):
    """Whom a company asks, how often and how long it waits for the answer."""

    asked_ratio = ratio_field()
    minimum_days = models.PositiveSmallIntegerField()
    expires_days = models.PositiveSmallIntegerField()
    asks_after_delivery = models.BooleanField()
    asks_after_case = models.BooleanField()

    class Meta(CompanyRow.Meta):
        db_table = "crm_satisfaction_policy"
        constraints = [
            models.UniqueConstraint(fields=["company"], name="crm_satisfaction_policy_one"),
            share("crm_satisfaction_policy_share", "asked_ratio"),
            models.CheckConstraint(
                name="crm_satisfaction_policy_days", condition=Q(expires_days__gt=0)
            ),
        ]


@pghistory.track(exclude=["comment"])
class SatisfactionRequest(CompanyRow):
    """What a customer was asked about, and what he answered; the comment is personal, erasable."""

    customer = models.ForeignKey(
        "stem.Party", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    contact = models.ForeignKey(
        "stem.PartyContact", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    subject_type = choice_field(SubjectType)
    subject_id = models.UUIDField()
    subject_number = number_field()
    sales_order_ids = ArrayField(models.UUIDField(), default=list)
    item_ids = ArrayField(models.UUIDField(), default=list)
    language = models.CharField(max_length=2)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    reason_codes = ArrayField(code_field(), default=list)
    comment = models.TextField(blank=True)
    answer_channel = models.CharField(
        max_length=8, blank=True, choices=[(one, one) for one in AnswerChannel]
    )

    class Meta(CompanyRow.Meta):
        db_table = "crm_satisfaction_request"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "subject_type", "subject_id"],
                name="crm_satisfaction_request_subject",
            ),
            one_of("crm_satisfaction_request_type", "subject_type", SubjectType),
            models.CheckConstraint(
                name="crm_satisfaction_request_score",
                condition=Q(score__isnull=True) | Q(score__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="crm_satisfaction_request_answered",
                condition=Q(answered_at__isnull=True, score__isnull=True)
                | Q(answered_at__isnull=False, score__isnull=False),
            ),
            models.CheckConstraint(
                name="crm_satisfaction_request_expiry",
                condition=Q(expires_at__gte=F("asked_at")),
            ),
        ]
        indexes = [
            GinIndex(fields=["sales_order_ids"], name="crm_satisfaction_orders"),
            models.Index(fields=["company", "score", "id"], name="crm_satisfaction_score"),
            models.Index(
                fields=["company", "customer", "asked_at"], name="crm_satisfaction_request_of"
            ),
            models.Index(fields=["company", "asked_at"], name="crm_satisfaction_request_list"),
            models.Index(fields=["company", "answered_at"], name="crm_satisfaction_request_done"),
        ]


class DeliveredGoods(CompanyRow):
    """Whose orders and items a delivery carried, until the customer has it."""

    delivery_id = models.UUIDField()
    sales_order_ids = ArrayField(models.UUIDField(), default=list)
    item_ids = ArrayField(models.UUIDField(), default=list)

    class Meta(CompanyRow.Meta):
        db_table = "crm_delivered_goods"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "delivery_id"], name="crm_delivered_goods_unique"
            )
        ]


class OutgoingMail(CompanyRow):
    """A mail to a contact, waiting or sent. No name and no address: they stand with the contact."""

    contact = models.ForeignKey(
        "stem.PartyContact", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    request = models.ForeignKey(
        SatisfactionRequest, on_delete=models.CASCADE, null=True, related_name="mails"
    )
    subject = models.CharField(max_length=200)
    text = models.TextField()
    state = choice_field(MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_outgoing_mail"
        triggers = [steps("steps", "state", MAIL_STEPS)]
        constraints = [
            one_of("crm_outgoing_mail_state", "state", MailState),
            models.CheckConstraint(
                name="crm_outgoing_mail_sent",
                condition=~Q(state="SENT") | Q(sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "state", "written_at"], name="crm_outgoing_mail_of_state"
            ),
            models.Index(fields=["company", "written_at", "id"], name="crm_outgoing_mail_list"),
            models.Index(
                fields=["company", "written_at"],
                condition=Q(state="WAITING"),
                name="crm_outgoing_mail_waiting",
            ),
            models.Index(
                fields=["state"],
                condition=Q(state__in=["WAITING", "SENDING", "FAILED"]),
                name="crm_outgoing_mail_open",
            ),
        ]
