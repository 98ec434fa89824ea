"""Freight that carriers have not invoiced yet."""

from django.db import models
from django.db.models import F, Q

from sanye.stem.rows.fields import amount_field, currency_field, number_field
from sanye.stem.rows.models import CompanyRow


class FreightAccrual(CompanyRow):
    """What one shipment costs as transport reported it, and what invoices cleared of it.

    Functional currency. Transport names the shipment by id and number.
    """

    scope_party = "carrier_id"

    shipment_id = models.UUIDField()
    shipment_number = number_field()
    carrier = models.ForeignKey(
        "stem.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    currency = currency_field()
    posting_date = models.DateField()
    accrued_amount = amount_field(default=0)
    cleared_amount = amount_field(default=0)

    class Meta(CompanyRow.Meta):
        db_table = "erp_freight_accrual"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "shipment_id"], name="erp_freight_accrual_shipment"
            ),
            models.UniqueConstraint(
                fields=["company", "shipment_number"], name="erp_freight_accrual_number"
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "posting_date", "id"], name="erp_freight_accrual_posted"
            ),
            models.Index(
                fields=["company", "id"],
                condition=~Q(accrued_amount=F("cleared_amount")),
                name="erp_freight_accrual_open",
            ),
        ]
