"""Mail and forms that nobody has sorted yet, and who a form's key belongs to."""

from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet

from sanye.crm.service.errors import FormUnknown, IncomingUnknown
from sanye.crm.service.models import IncomingMessage, ServiceForm
from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.masterdata.models import PartyContact

TAKE_FORM = "crm.service.take_form"


@query
def list_incoming(*, status: str | None = None, by: Actor) -> QuerySet[IncomingMessage]:
    """Messages that came by mail or form, of one status or all."""
    rows: QuerySet[IncomingMessage] = IncomingMessage.objects.select_related("case")
    return rows if status is None else rows.filter(status=status)


@query
def get_incoming(*, incoming_id: UUID, by: Actor) -> IncomingMessage:
    """One message. Raises IncomingUnknown."""
    rows = IncomingMessage.objects.select_related("case", "form__queue")
    found: IncomingMessage | None = rows.filter(id=incoming_id).first()
    if found is None:
        raise IncomingUnknown(id=incoming_id)
    return found


def contacts_of(email: str, *, by: Actor) -> list[PartyContact]:
    """Contacts of the company's customers with this address."""
    rows = PartyContact.objects.filter(
        email__iexact=email,
        archived_at__isnull=True,
        party__archived_at__isnull=True,
        party__roles__contains=["CUSTOMER"],
        party__companies__company_id=by.company_id,
    )
    return list(rows.order_by("id"))


def key_digest(key: str) -> str:
    """What is kept of a form's key."""
    return sha256(key.encode(errors="replace")).hexdigest()


def form_actor(key: str) -> Actor:
    """Whoever sends a form with this key: may send it and nothing else. Raises FormUnknown."""
    rows = ServiceForm.unscoped.filter(key_sha256=key_digest(key), closed_at__isnull=True)
    form = rows.first()
    if form is None:
        raise FormUnknown
    return Actor(
        user_id=None,
        company_id=form.company_id,
        name=f"form-{form.code}",
        permissions=frozenset({TAKE_FORM}),
        channel="FORM",
    )
