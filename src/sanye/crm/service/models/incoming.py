"""What came by mail or web form before anybody knew whose it is."""

from django.db import models
from django.db.models import Q

from sanye.crm.service.domain.states import Channel, DropReason, IncomingStatus
from sanye.crm.service.models.cases import Case
from sanye.crm.service.models.rules import ServiceForm
from sanye.stem.rows.constraints import one_of
from sanye.stem.rows.fields import choice_field, code_field
from sanye.stem.rows.models import CompanyRow


class IncomingMessage(CompanyRow):
    """A mail or a sent form. Personal: emptied when it is sorted or dropped.

    `message_id` stays, so that the same mail is never taken twice.
    """

    channel = choice_field(Channel)
    status = choice_field(IncomingStatus, default=IncomingStatus.UNSORTED.value)
    message_id = models.CharField(max_length=250, blank=True)
    form = models.ForeignKey(
        ServiceForm, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    sender_name = models.CharField(max_length=200, blank=True)
    sender_email = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    serial_number = code_field(blank=True)
    document_number = code_field(blank=True)
    received_at = models.DateTimeField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    drop_reason = models.CharField(
        max_length=24, blank=True, choices=[(one.value, one.value) for one in DropReason]
    )

    class Meta(CompanyRow.Meta):
        db_table = "crm_incoming_message"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "message_id"],
                condition=~Q(message_id=""),
                name="crm_incoming_message_once",
            ),
            one_of("crm_incoming_message_status", "status", IncomingStatus),
            models.CheckConstraint(
                name="crm_incoming_message_sorted",
                condition=Q(status="SORTED", case__isnull=False)
                | (~Q(status="SORTED") & Q(case__isnull=True)),
            ),
            models.CheckConstraint(
                name="crm_incoming_message_emptied",
                condition=Q(status="UNSORTED") | Q(text="", sender_email="", sender_name=""),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "status", "id"], name="crm_incoming_message_of_status"),
            models.Index(fields=["company", "received_at", "id"], name="crm_incoming_message_list"),
            models.Index(
                fields=["company", "received_at"],
                condition=Q(status="UNSORTED"),
                name="crm_incoming_message_unsorted",
            ),
            models.Index(fields=["form", "received_at"], name="crm_incoming_message_form"),
        ]
