"""Stages of an opportunity, and how likely each makes an order."""

from decimal import Decimal
from enum import StrEnum


class Stage(StrEnum):
    """From a first sign of interest to an answer."""

    LEAD = "LEAD"
    QUALIFIED = "QUALIFIED"
    PROPOSED = "PROPOSED"
    NEGOTIATED = "NEGOTIATED"
    WON = "WON"
    LOST = "LOST"


_OPEN = (Stage.LEAD, Stage.QUALIFIED, Stage.PROPOSED, Stage.NEGOTIATED)

STEPS: dict[Stage, set[Stage]] = {
    stage: {*_OPEN, Stage.WON, Stage.LOST} - {stage} for stage in _OPEN
}

OPEN_STAGES = frozenset(_OPEN)

PROBABILITY: dict[Stage, Decimal] = {
    Stage.LEAD: Decimal("0.1"),
    Stage.QUALIFIED: Decimal("0.3"),
    Stage.PROPOSED: Decimal("0.5"),
    Stage.NEGOTIATED: Decimal("0.8"),
    Stage.WON: Decimal(1),
    Stage.LOST: Decimal(0),
}
"""What a stage is worth until somebody says otherwise."""


class LostReason(StrEnum):
    PRICE = "PRICE"
    DELIVERY_DATE = "DELIVERY_DATE"
    PRODUCT = "PRODUCT"
    COMPETITOR = "COMPETITOR"
    NO_BUDGET = "NO_BUDGET"
    NO_ANSWER = "NO_ANSWER"
    OTHER = "OTHER"
