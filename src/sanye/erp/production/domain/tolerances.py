"""How far reality may differ from the order."""

from dataclasses import dataclass
from decimal import Decimal

from sanye.erp.production.errors import MaterialShort, OverCompletion, OverIssue


@dataclass(frozen=True, slots=True)
class Policy:
    """What a site allows; ratios of the planned quantity.

    `over_completion_ratio`: more goods than ordered. `over_issue_ratio`: more of a component than
    planned. `short_backflush_ratio`: how much of what backflush should take may be missing in
    stock, and is then not booked. `backflushes`: completion takes the components by itself.
    """

    over_completion_ratio: Decimal = Decimal("0.05")
    over_issue_ratio: Decimal = Decimal("0.10")
    short_backflush_ratio: Decimal = Decimal(0)
    backflushes: bool = True


def check_completion(
    quantity: Decimal, completed: Decimal, ordered: Decimal, policy: Policy
) -> None:
    """Raise OverCompletion when more would come out than ordered plus tolerance."""
    most = ordered * (1 + policy.over_completion_ratio)
    if completed + quantity > most:
        raise OverCompletion(
            quantity=quantity, completed=completed, ordered=ordered, most=most, field="quantity"
        )


def check_issue(
    item: str, quantity: Decimal, issued: Decimal, planned: Decimal, policy: Policy
) -> None:
    """Raise OverIssue when more of a component would be taken than planned plus tolerance."""
    most = planned * (1 + policy.over_issue_ratio)
    if issued + quantity > most:
        raise OverIssue(
            item=item,
            quantity=quantity,
            issued=issued,
            planned=planned,
            most=most,
            field="quantity",
        )


def backflush_quantity(
    item: str, expected: Decimal, issued: Decimal, available: Decimal, policy: Policy
) -> Decimal:
    """What backflush takes: what should be issued by now and is not, as far as it is there.

    Raises MaterialShort when more is missing than the tolerance allows.
    """
    due = max(expected - issued, Decimal(0))
    if due <= available:
        return due
    if due - available > expected * policy.short_backflush_ratio:
        raise MaterialShort(item=item, needed=due, available=available)
    return max(available, Decimal(0))
