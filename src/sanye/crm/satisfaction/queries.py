"""Reads of satisfaction."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet

from sanye.crm.accounts.queries import of_own_customers
from sanye.crm.satisfaction.domain.asking import MailState, Policy
from sanye.crm.satisfaction.errors import RequestUnknown
from sanye.crm.satisfaction.models import (
    OutgoingMail,
    SatisfactionPolicy,
    SatisfactionRequest,
)
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

_signer = signing.Signer(salt="sanye.crm.satisfaction", sep=".")


@query
def get_satisfaction_policy(*, by: Actor) -> Policy:
    """Whom the company asks: as it says, else everybody at most once in 30 days."""
    row: SatisfactionPolicy | None = SatisfactionPolicy.objects.first()
    if row is None:
        return Policy()
    return Policy(
        asked_ratio=row.asked_ratio,
        minimum_days=row.minimum_days,
        expires_days=row.expires_days,
        asks_after_delivery=row.asks_after_delivery,
        asks_after_case=row.asks_after_case,
    )


@query
def get_satisfaction_request(*, request_id: UUID, by: Actor) -> SatisfactionRequest:
    """One request with its answer. Raises RequestUnknown."""
    found = list_satisfaction_requests(by=by).filter(id=request_id).first()
    if found is None:
        raise RequestUnknown(id=request_id)
    return found


@query
def list_satisfaction_requests(
    *,
    customer_id: UUID | None = None,
    sales_order_id: UUID | None = None,
    item_id: UUID | None = None,
    is_answered: bool | None = None,
    score_up_to: int | None = None,
    by: Actor,
) -> QuerySet[SatisfactionRequest]:
    """Requests and their answers, those the actor may see."""
    rows: QuerySet[SatisfactionRequest] = of_own_customers(
        SatisfactionRequest.objects.select_related("customer"), by
    )
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if sales_order_id is not None:
        rows = rows.filter(sales_order_ids__contains=[sales_order_id])
    if item_id is not None:
        rows = rows.filter(item_ids__contains=[item_id])
    if is_answered is not None:
        rows = rows.filter(answered_at__isnull=not is_answered)
    return rows if score_up_to is None else rows.filter(score__lte=score_up_to)


@query
def list_outgoing_mail(*, state: MailState | None = None, by: Actor) -> QuerySet[OutgoingMail]:
    """Mails waiting, sent or given up."""
    rows: QuerySet[OutgoingMail] = OutgoingMail.objects.all()
    return rows if state is None else rows.filter(state=state)


def link_of(request_id: UUID) -> str:
    """The address at which the customer answers without signing in."""
    return f"{settings.SANYE_PUBLIC_URL}/s/{_signer.sign(request_id.hex)}"


def find_request_of_token(token: str) -> SatisfactionRequest | None:
    """The request that a link's token names; None of a token that we did not sign.

    For the public door, which has no actor yet: the token is the right to see this one row.
    """
    try:
        request_id = UUID(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    found: SatisfactionRequest | None = SatisfactionRequest.unscoped.filter(id=request_id).first()
    return found
