"""Forgetting what customers wrote."""

from datetime import datetime
from uuid import UUID

from sanye.crm.service.domain.states import DropReason, IncomingStatus
from sanye.crm.service.models import Case, CaseMessage, IncomingMessage
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.masterdata.models import PartyContact
from sanye.stem.masterdata.queries import get_party


@command
def erase_words(*, customer_id: UUID, by: Actor, at: datetime) -> int:
    """Forget titles and messages of all cases of a customer, and what his contacts wrote that
    nobody sorted; cases, codes and costs stay.

    Returns how many messages were emptied. Raises MasterUnknown.
    """
    get_party(party_id=customer_id, by=by)
    messages = CaseMessage.objects.filter(case__customer_id=customer_id, erased_at__isnull=True)
    count: int = messages.update(text="", contact_id=None, erased_at=at)
    Case.objects.filter(customer_id=customer_id).update(title="", contact_id=None)
    return count + _drop_unsorted(customer_id)


def _drop_unsorted(customer_id: UUID) -> int:
    emails = PartyContact.objects.filter(party_id=customer_id).exclude(email="")
    wanted = {email.lower() for email in emails.values_list("email", flat=True)}
    unsorted = IncomingMessage.objects.filter(
        status=IncomingStatus.UNSORTED, sender_email__in=wanted
    )
    count: int = unsorted.update(
        status=IncomingStatus.DROPPED,
        drop_reason=DropReason.NOT_FOR_US,
        sender_name="",
        sender_email="",
        subject="",
        text="",
    )
    return count
