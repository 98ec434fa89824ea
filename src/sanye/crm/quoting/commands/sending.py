"""Approving and sending a version."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.crm.quoting.commands.versions import latest_version, lock_quotation, step
from sanye.crm.quoting.domain.approval import reason_for_approval
from sanye.crm.quoting.domain.states import QuotationStatus
from sanye.crm.quoting.errors import ApprovalNeeded, DiscountOutOfRange, OwnApproval
from sanye.crm.quoting.models import Quotation, QuotationVersion, QuotingPolicy
from sanye.crm.quoting.publishing import publish_sent
from sanye.crm.quoting.queries import get_policy
from sanye.kernel.actors import Actor
from sanye.stem.commands import command


@command
def set_quoting_policy(
    *,
    maximum_discount_ratio: Decimal,
    minimum_margin_ratio: Decimal,
    valid_days: int,
    minimum_margin_after_service_ratio: Decimal | None = None,
    by: Actor,
    at: datetime,
) -> QuotingPolicy:
    """What may be sent without approval, and how long an offer is good (days)."""
    for name, value in (
        ("maximum_discount_ratio", maximum_discount_ratio),
        ("minimum_margin_ratio", minimum_margin_ratio),
        ("minimum_margin_after_service_ratio", minimum_margin_after_service_ratio),
    ):
        if value is not None and not 0 <= value <= 1:
            raise DiscountOutOfRange(value=value, field=name)
    policy, _ = QuotingPolicy.objects.update_or_create(
        company_id=by.company_id,
        defaults={
            "maximum_discount_ratio": maximum_discount_ratio,
            "minimum_margin_ratio": minimum_margin_ratio,
            "minimum_margin_after_service_ratio": minimum_margin_after_service_ratio,
            "valid_days": valid_days,
        },
    )
    stored: QuotingPolicy = policy
    return stored


@command
def ask_approval(*, quotation_id: UUID, by: Actor, at: datetime) -> Quotation:
    """Put the draft before somebody else. Raises QuotationUnknown, StepNotAllowed."""
    quotation = lock_quotation(quotation_id)
    version = latest_version(quotation)
    step(quotation, version, QuotationStatus.AWAITING_APPROVAL)
    version.approval_asked_by_id = by.user_id
    version.approval_reason = _reason(version, by) or ""
    version.save()
    return quotation


@command
def approve_quotation(*, quotation_id: UUID, note: str = "", by: Actor, at: datetime) -> Quotation:
    """Allow it to be sent. Raises QuotationUnknown, StepNotAllowed, OwnApproval."""
    quotation = lock_quotation(quotation_id)
    version = latest_version(quotation)
    step(quotation, version, QuotationStatus.APPROVED)
    if by.user_id is not None and by.user_id == version.approval_asked_by_id:
        raise OwnApproval(number=quotation.number)
    version.approved_by_id, version.approved_at, version.approval_note = by.user_id, at, note
    version.save()
    return quotation


@command
def refuse_approval(*, quotation_id: UUID, note: str, by: Actor, at: datetime) -> Quotation:
    """Give the draft back with a note. Raises QuotationUnknown, StepNotAllowed."""
    quotation = lock_quotation(quotation_id)
    version = latest_version(quotation)
    step(quotation, version, QuotationStatus.DRAFT)
    version.approval_note = note
    version.save()
    return quotation


@command
def send_quotation(*, quotation_id: UUID, by: Actor, at: datetime) -> Quotation:
    """Offer the latest version to the customer.

    Raises QuotationUnknown, StepNotAllowed, ApprovalNeeded when a draft is outside the policy.
    """
    quotation = lock_quotation(quotation_id)
    version = latest_version(quotation)
    reason = _reason(version, by)
    if version.status == QuotationStatus.DRAFT and reason is not None:
        raise ApprovalNeeded(number=quotation.number, reason=reason)
    step(quotation, version, QuotationStatus.SENT)
    version.sent_at = at
    version.save()
    publish_sent(quotation, version)
    return quotation


def _reason(version: QuotationVersion, by: Actor) -> str | None:
    policy = get_policy(by=by)
    return reason_for_approval(
        discount=version.discount_ratio,
        margin=version.margin_ratio,
        maximum_discount=policy.maximum_discount_ratio,
        minimum_margin=policy.minimum_margin_ratio,
        margin_after_service=version.margin_after_service_ratio,
        minimum_margin_after_service=policy.minimum_margin_after_service_ratio,
    )
