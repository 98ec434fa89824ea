"""What shipments cost, and whose deliveries bear it. Append-only, in functional currency."""

import pgtrigger
from django.db import models

from sanye.scm.transport.domain.states import ChargeKind
from sanye.scm.transport.models.shipments import Shipment, ShipmentStop
from sanye.stem.rows.constraints import one_of
from sanye.stem.rows.fields import amount_field, choice_field, currency_field
from sanye.stem.rows.models import CompanyRow

_APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


@pgtrigger.register(_APPEND_ONLY)
class FreightCharge(CompanyRow):
    """A change of a shipment's freight cost; a correction down is negative."""

    scope_party = "shipment__carrier_id"
    scope_site = "shipment__site_id"

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="charges")
    kind = choice_field(ChargeKind)
    currency = currency_field()
    amount = amount_field()
    posting_date = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "scm_freight_charge"
        constraints = [one_of("scm_freight_charge_kind", "kind", ChargeKind)]
        indexes = [models.Index(fields=["company", "posting_date"], name="scm_freight_charge_date")]


@pgtrigger.register(_APPEND_ONLY)
class FreightShare(CompanyRow):
    """What of a charge falls on one delivery, by weight; the shares add up to it exactly."""

    scope_party = "customer_id"
    scope_site = "charge__shipment__site_id"

    charge = models.ForeignKey(
        FreightCharge, on_delete=models.PROTECT, related_name="shares", db_index=False
    )
    stop = models.ForeignKey(ShipmentStop, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("stem.Party", on_delete=models.PROTECT, related_name="+")
    amount = amount_field()

    class Meta(CompanyRow.Meta):
        db_table = "scm_freight_share"
        constraints = [
            models.UniqueConstraint(fields=["charge", "stop"], name="scm_freight_share_unique")
        ]
        indexes = [
            models.Index(fields=["company", "customer", "charge"], name="scm_freight_customer")
        ]
