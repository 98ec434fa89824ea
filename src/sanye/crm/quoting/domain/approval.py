"""When somebody else must look at an offer first."""

from decimal import Decimal

DEFAULT_MAXIMUM_DISCOUNT = Decimal("0.15")
DEFAULT_MINIMUM_MARGIN = Decimal("0.05")
DEFAULT_VALID_DAYS = 30


def reason_for_approval(
    *,
    discount: Decimal,
    margin: Decimal | None,
    maximum_discount: Decimal,
    minimum_margin: Decimal,
    margin_after_service: Decimal | None = None,
    minimum_margin_after_service: Decimal | None = None,
) -> str | None:
    """DISCOUNT, MARGIN or SERVICE_MARGIN, or None when it may be sent at once.

    Ratios; an unknown margin passes.
    """
    if discount > maximum_discount:
        return "DISCOUNT"
    if margin is not None and margin < minimum_margin:
        return "MARGIN"
    if (
        margin_after_service is not None
        and minimum_margin_after_service is not None
        and margin_after_service < minimum_margin_after_service
    ):
        return "SERVICE_MARGIN"
    return None
