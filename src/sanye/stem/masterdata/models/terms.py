"""Taxes and payment terms."""

import pghistory
from django.db import models

from sanye.stem.masterdata.models.columns import (
    Archived,
    Named,
    Valid,
    not_negative,
    share,
    valid_in_order,
)
from sanye.stem.rows.fields import choice_field, code_field, ratio_field
from sanye.stem.rows.models import CompanyRow, Row


class TaxUse(models.TextChoices):
    SALES = "SALES"
    PURCHASE = "PURCHASE"
    BOTH = "BOTH"


@pghistory.track()
class Tax(CompanyRow, Named, Archived, Valid):
    """A tax of one company; exempt is a rate of 0 with `is_exempt`, so that it is shown."""

    code = code_field()
    rate_ratio = ratio_field()
    use = choice_field(TaxUse, default=TaxUse.BOTH)
    is_included = models.BooleanField(default=False)
    is_exempt = models.BooleanField(default=False)
    is_reverse_charge = models.BooleanField(default=False)
    country = models.CharField(max_length=2, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "stem_tax"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="stem_tax_unique"),
            not_negative("stem_tax_rate", "rate_ratio"),
            valid_in_order("stem_tax_valid"),
        ]


@pghistory.track()
class PaymentTerm(Row, Named, Archived):
    """When an invoice is due: `net_days` after it, or after its month's end."""

    code = code_field(unique=True)
    net_days = models.PositiveSmallIntegerField(default=0)
    is_from_month_end = models.BooleanField(default=False)
    discount_days = models.PositiveSmallIntegerField(default=0)
    discount_ratio = ratio_field(default=0)

    class Meta:
        db_table = "stem_payment_term"
        constraints = [share("stem_payment_term_discount", "discount_ratio")]
