"""Forgetting what customers wrote."""

from datetime import datetime
from uuid import UUID

from sanye.crm.service.models import Case, CaseMessage
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_party


@command
def erase_words(*, customer_id: UUID, by: Actor, at: datetime) -> int:
    """Forget titles and messages of all cases of a customer; cases, codes and costs stay.

    Returns how many messages were emptied. Raises MasterUnknown.
    """
    get_party(party_id=customer_id, by=by)
    messages = CaseMessage.objects.filter(case__customer_id=customer_id, erased_at__isnull=True)
    count: int = messages.update(text="", contact_id=None, erased_at=at)
    Case.objects.filter(customer_id=customer_id).update(title="", contact_id=None)
    return count
