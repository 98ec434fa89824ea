"""Exchange rates. Currencies themselves are those of ISO 4217, known to the program."""

from django.db import models
from django.db.models import F, Q

from sanye.stem.masterdata.models.columns import positive
from sanye.stem.rows.fields import choice_field, currency_field, rate_field
from sanye.stem.rows.models import Row


class RateKind(models.TextChoices):
    CLOSING = "CLOSING"
    AVERAGE = "AVERAGE"


class ExchangeRate(Row):
    """On `rate_date`, one `from_currency` is worth `rate` of `to_currency`."""

    from_currency = currency_field()
    to_currency = currency_field()
    rate_date = models.DateField()
    kind = choice_field(RateKind, default=RateKind.CLOSING)
    rate = rate_field()
    source = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "stem_exchange_rate"
        constraints = [
            models.UniqueConstraint(
                fields=["from_currency", "to_currency", "kind", "rate_date"],
                name="stem_exchange_rate_unique",
            ),
            positive("stem_exchange_rate_positive", "rate"),
            models.CheckConstraint(
                name="stem_exchange_rate_two", condition=~Q(from_currency=F("to_currency"))
            ),
        ]
