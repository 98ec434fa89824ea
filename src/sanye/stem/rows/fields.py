"""The column types of the house: every quantity, amount and code in every table is one of these."""

from __future__ import annotations

from enum import Enum
from typing import Any

from django.db import models


def quantity_field(**options: Any) -> models.DecimalField[Any, Any]:
    """A quantity in the unit beside it, exact to a millionth."""
    return models.DecimalField(max_digits=20, decimal_places=6, **options)


def amount_field(**options: Any) -> models.DecimalField[Any, Any]:
    """Money in the currency beside it, already rounded to that currency."""
    return models.DecimalField(max_digits=20, decimal_places=4, **options)


def price_field(**options: Any) -> models.DecimalField[Any, Any]:
    """Money per unit; finer than an amount."""
    return models.DecimalField(max_digits=20, decimal_places=6, **options)


def rate_field(**options: Any) -> models.DecimalField[Any, Any]:
    """An exchange rate or a conversion factor."""
    return models.DecimalField(max_digits=24, decimal_places=12, **options)


def ratio_field(**options: Any) -> models.DecimalField[Any, Any]:
    """A share of one: 0.13 is thirteen percent."""
    return models.DecimalField(max_digits=9, decimal_places=6, **options)


def currency_field(**options: Any) -> models.CharField[Any, Any]:
    """ISO 4217 letters."""
    return models.CharField(max_length=3, **options)


def unit_field(**options: Any) -> models.CharField[Any, Any]:
    """UN/CEFACT Recommendation 20 code, or one of our own."""
    return models.CharField(max_length=8, **options)


def code_field(**options: Any) -> models.CharField[Any, Any]:
    """A short name chosen by people."""
    return models.CharField(max_length=40, **options)


def number_field(**options: Any) -> models.CharField[Any, Any]:
    """A number drawn for a document and printed on it."""
    return models.CharField(max_length=40, **options)


def choice_field(choices: type[Enum], **options: Any) -> models.CharField[Any, Any]:
    """A stored choice in upper case; the enumeration may be Django's or plain Python's."""
    shown = [(choice.value, getattr(choice, "label", choice.value)) for choice in choices]
    return models.CharField(max_length=24, choices=shown, **options)
