"""Kinds of offers, from the first sign of interest to a price."""

from enum import StrEnum


class OfferKind(StrEnum):
    LEAD = "LEAD"
    OPPORTUNITY = "OPPORTUNITY"
    QUOTATION = "QUOTATION"
