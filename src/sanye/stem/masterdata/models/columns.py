"""Columns that several masters share."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Func, Q


class Named(models.Model):
    """A name with what Chinese sorting and typing need.

    `sort_key` is pinyin for Chinese and lower case otherwise; `initials` are the first letters
    (三叶 → `sanye`, `sy`). Names in further languages stand in `TranslatedName`.
    """

    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=400, blank=True, db_index=True)
    initials = models.CharField(max_length=100, blank=True)

    class Meta:
        abstract = True


class Archived(models.Model):
    """A master is never deleted: from `archived_at` on nothing new may use it."""

    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Postal(models.Model):
    """A place that a letter reaches."""

    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=100, blank=True)
    city = models.CharField(max_length=100, blank=True)
    district = models.CharField(max_length=100, blank=True)
    street = models.CharField(max_length=200, blank=True)
    street_2 = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        abstract = True


class Valid(models.Model):
    """Days on which a row counts: from included, to excluded, empty = open."""

    valid_from_date = models.DateField(null=True, blank=True)
    valid_to_date = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class DateRange(Func):
    """The span of `Valid` as a PostgreSQL range."""

    function = "daterange"
    output_field = DateRangeField()


def valid_in_order(name: str) -> models.CheckConstraint:
    """The span of a `Valid` row is not empty."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_from_date__isnull=True)
        | Q(valid_to_date__isnull=True)
        | Q(valid_from_date__lt=models.F("valid_to_date")),
    )


def positive(name: str, *fields: str) -> models.CheckConstraint:
    """Each named column is above zero (or empty)."""
    return models.CheckConstraint(name=name, condition=_all("gt", fields))


def not_negative(name: str, *fields: str) -> models.CheckConstraint:
    """Each named column is zero or more (or empty)."""
    return models.CheckConstraint(name=name, condition=_all("gte", fields))


def share(name: str, *fields: str) -> models.CheckConstraint:
    """Each named ratio lies in [0, 1)."""
    return models.CheckConstraint(name=name, condition=_all("gte", fields) & _all("lt", fields, 1))


def _all(lookup: str, fields: tuple[str, ...], bound: int = 0) -> Q:
    rule = Q()
    for field in fields:
        rule &= Q(**{f"{field}__{lookup}": bound}) | Q(**{f"{field}__isnull": True})
    return rule
