"""What carriers ask, and how long they take."""

import pghistory
from django.db import models
from django.db.models import Q

from sanye.scm.transport.domain.states import RateBasis
from sanye.stem.masterdata.models.columns import Archived, Valid, valid_in_order
from sanye.stem.rows.constraints import not_negative, one_of
from sanye.stem.rows.fields import (
    amount_field,
    choice_field,
    code_field,
    currency_field,
    price_field,
    quantity_field,
    ratio_field,
)
from sanye.stem.rows.models import CompanyRow


@pghistory.track()
class CarrierTerm(CompanyRow, Archived, Valid):
    """A tariff of a carrier, for one site or all. A later `valid_from_date` is a new version.

    `volume_weight`: kilograms that a cubic metre counts for at least. Without a calendar the
    carrier works Monday to Friday.
    """

    scope_party = "carrier_id"

    carrier = models.ForeignKey("stem.Party", on_delete=models.PROTECT, related_name="+")
    code = code_field()
    service_level = code_field(blank=True)
    basis = choice_field(RateBasis)
    currency = currency_field()
    site = models.ForeignKey(
        "stem.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    calendar = models.ForeignKey(
        "stem.Calendar", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    minimum_amount = amount_field(default=0)
    fuel_surcharge_ratio = ratio_field(default=0)
    volume_weight = quantity_field(default=0)
    maximum_weight = quantity_field(null=True, blank=True)
    maximum_volume = quantity_field(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "scm_carrier_term"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "carrier", "code", "valid_from_date"],
                nulls_distinct=False,
                name="scm_carrier_term_version",
            ),
            one_of("scm_carrier_term_basis", "basis", RateBasis),
            not_negative(
                "scm_carrier_term_amounts",
                "minimum_amount",
                "fuel_surcharge_ratio",
                "volume_weight",
                "maximum_weight",
                "maximum_volume",
            ),
            valid_in_order("scm_carrier_term_valid"),
        ]


class CarrierRate(CompanyRow):
    """A break of a zone's scale. Without a region the whole country, without a country everywhere.

    `from_quantity` counts what the basis counts; amounts in the term's currency.
    """

    scope_party = "term__carrier_id"

    term = models.ForeignKey(
        CarrierTerm, on_delete=models.CASCADE, related_name="rates", db_index=False
    )
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=100, blank=True)
    from_quantity = quantity_field(default=0)
    base_amount = amount_field(default=0)
    unit_amount = price_field(default=0)
    transit_days = models.PositiveSmallIntegerField(default=0)

    class Meta(CompanyRow.Meta):
        db_table = "scm_carrier_rate"
        constraints = [
            models.UniqueConstraint(
                fields=["term", "country", "region", "from_quantity"],
                name="scm_carrier_rate_unique",
            ),
            not_negative("scm_carrier_rate_amounts", "from_quantity", "base_amount", "unit_amount"),
            models.CheckConstraint(
                name="scm_carrier_rate_region", condition=Q(region="") | ~Q(country="")
            ),
        ]
