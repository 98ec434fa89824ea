"""Working calendars: weekly shifts and single days that differ."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sanye.stem.masterdata.models.columns import Archived, Named
from sanye.stem.rows.fields import choice_field, code_field
from sanye.stem.rows.models import Row


class ExceptionSource(models.TextChoices):
    HOLIDAYS = "HOLIDAYS"
    PEOPLE = "PEOPLE"


@pghistory.track()
class Calendar(Row, Named, Archived):
    """When work is done. `country` names whose public holidays it follows."""

    code = code_field(unique=True)
    time_zone = models.CharField(max_length=40, default="UTC")
    country = models.CharField(max_length=2, blank=True)

    class Meta:
        db_table = "stem_calendar"


@pghistory.track()
class CalendarShift(Row):
    """A weekly shift; `weekday` 0 is Monday, minutes count from local midnight."""

    calendar = models.ForeignKey(
        Calendar, on_delete=models.CASCADE, related_name="shifts", db_index=False
    )
    weekday = models.PositiveSmallIntegerField()
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "stem_calendar_shift"
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "weekday", "start_minute"], name="stem_calendar_shift_unique"
            ),
            models.CheckConstraint(
                name="stem_calendar_shift_span",
                condition=Q(weekday__lte=6)
                & Q(start_minute__lt=1440)
                & Q(end_minute__gt=F("start_minute"))
                & Q(end_minute__lte=F("start_minute") + 1440),
            ),
        ]


@pghistory.track()
class CalendarException(Row):
    """One day's shifts instead of its week's: [[480, 720], [780, 1020]], none on a holiday."""

    calendar = models.ForeignKey(
        Calendar, on_delete=models.CASCADE, related_name="exceptions", db_index=False
    )
    exception_date = models.DateField()
    name = models.CharField(max_length=100, blank=True)
    shifts = ArrayField(
        ArrayField(models.PositiveSmallIntegerField(), size=2), default=list, blank=True
    )
    source = choice_field(ExceptionSource, default=ExceptionSource.PEOPLE)

    class Meta:
        db_table = "stem_calendar_exception"
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "exception_date"], name="stem_calendar_exception_unique"
            )
        ]
