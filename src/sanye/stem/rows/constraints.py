"""Rules that the database keeps: choices, signs, shares, and the steps of a state."""

from collections.abc import Collection, Mapping
from enum import Enum
from typing import TypeVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

S = TypeVar("S", bound=str)


def one_of(name: str, field: str, choices: type[Enum]) -> models.CheckConstraint:
    """The column holds one of the choices."""
    return models.CheckConstraint(
        name=name, condition=Q(**{f"{field}__in": [choice.value for choice in choices]})
    )


def positive(name: str, *fields: str) -> models.CheckConstraint:
    """Each named column is above zero (or empty)."""
    return _each(name, "gt", fields)


def not_negative(name: str, *fields: str) -> models.CheckConstraint:
    """Each named column is zero or more (or empty)."""
    return _each(name, "gte", fields)


def share(name: str, *fields: str) -> models.CheckConstraint:
    """Each named ratio lies in 0-1 (or is empty)."""
    rule = Q()
    for field in fields:
        rule &= Q(**{f"{field}__range": (0, 1)}) | Q(**{f"{field}__isnull": True})
    return models.CheckConstraint(name=name, condition=rule)


def at_most(name: str, field: str, bound: str) -> models.CheckConstraint:
    """One column never passes another."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__lte": F(bound)}))


def steps(name: str, field: str, table: Mapping[S, Collection[S]]) -> pgtrigger.Trigger:
    """The table of allowed steps, kept by the database too (Meta.triggers)."""
    pairs = [(str(from_), str(to)) for from_, targets in table.items() for to in sorted(targets)]
    return pgtrigger.FSM(name=name, field=field, transitions=pairs)


def _each(name: str, lookup: str, fields: tuple[str, ...]) -> models.CheckConstraint:
    rule = Q()
    for field in fields:
        rule &= Q(**{f"{field}__{lookup}": 0}) | Q(**{f"{field}__isnull": True})
    return models.CheckConstraint(name=name, condition=rule)
