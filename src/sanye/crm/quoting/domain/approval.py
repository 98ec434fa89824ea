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
) -> str | None:
    """DISCOUNT or MARGIN, or None when it may be sent at once. Ratios; an unknown margin passes."""
    if discount > maximum_discount:
        return "DISCOUNT"
    if margin is not None and margin < minimum_margin:
        return "MARGIN"
    return None
