"""Counters behind the numbers printed on documents."""

from django.db import models

from sanye.stem.rows.models import CompanyRow


class NumberSeries(CompanyRow):
    """The last number drawn for one prefix and year of a company."""

    prefix = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last_number = models.BigIntegerField(default=0)

    class Meta:
        db_table = "stem_number_series"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "prefix", "year"], name="stem_number_series_unique"
            )
        ]
