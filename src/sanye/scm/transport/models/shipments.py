"""Shipments, the deliveries on them, news and proof."""

from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from sanye.scm.transport.domain.states import (
    SHIPMENT_STEPS,
    STOP_STEPS,
    FreightSource,
    ShipmentStatus,
    ShortReason,
    StopStatus,
    TrackCode,
)
from sanye.scm.transport.models.carriers import CarrierTerm
from sanye.stem.rows.constraints import not_negative, one_of, positive, steps
from sanye.stem.rows.fields import (
    amount_field,
    choice_field,
    code_field,
    currency_field,
    number_field,
    quantity_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow


def _master(table: str, **options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(table, on_delete=models.PROTECT, related_name="+", **options)


@pghistory.track()
class Shipment(CompanyRow):
    """Deliveries of one site that leave together. Without a carrier it is our own vehicle.

    `freight_amount` in `freight_currency` is what the carrier is to get; `freight_cost` is it in
    functional currency as far as it is charged, the sum of its charges. `distance` in kilometres.
    """

    scope_party = "carrier_id"
    scope_site = "site_id"

    number = number_field()
    status = choice_field(ShipmentStatus, default=ShipmentStatus.PLANNED)
    site = _master("stem.Site")
    carrier = _master("stem.Party", null=True, blank=True)
    term = models.ForeignKey(
        CarrierTerm, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    planned_date = models.DateField()
    tracking_number = models.CharField(max_length=100, blank=True)
    distance = quantity_field(null=True, blank=True)
    freight_source = choice_field(FreightSource, default=FreightSource.NONE)
    freight_currency = currency_field(blank=True)
    freight_amount = amount_field(null=True, blank=True)
    freight_cost = amount_field(default=0)
    is_invoiced = models.BooleanField(default=False)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    last_code = models.CharField(max_length=24, blank=True)
    last_code_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "scm_shipment"
        triggers = [steps("steps", "status", SHIPMENT_STEPS)]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="scm_shipment_number"),
            models.UniqueConstraint(
                fields=["company", "carrier", "tracking_number"],
                condition=Q(status="DISPATCHED") & ~Q(tracking_number=""),
                name="scm_shipment_tracking",
            ),
            one_of("scm_shipment_status", "status", ShipmentStatus),
            one_of("scm_shipment_source", "freight_source", FreightSource),
            not_negative("scm_shipment_amounts", "distance", "freight_amount", "freight_cost"),
            models.CheckConstraint(
                name="scm_shipment_dispatched",
                condition=~Q(status__in=["DISPATCHED", "DELIVERED"])
                | Q(dispatched_at__isnull=False),
            ),
            models.CheckConstraint(
                name="scm_shipment_delivered",
                condition=~Q(status="DELIVERED") | Q(delivered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="scm_shipment_freight",
                condition=Q(freight_source="NONE", freight_amount__isnull=True)
                | (
                    ~Q(freight_source="NONE")
                    & ~Q(freight_currency="")
                    & Q(freight_amount__isnull=False, carrier__isnull=False)
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "dispatched_at", "id"], name="scm_shipment_by_dispatched"
            ),
            models.Index(fields=["company", "planned_date", "id"], name="scm_shipment_planned"),
            models.Index(fields=["company", "status", "id"], name="scm_shipment_list"),
            models.Index(fields=["company", "carrier", "id"], name="scm_shipment_carrier"),
            models.Index(fields=["company", "tracking_number"], name="scm_shipment_by_tracking"),
        ]


@pghistory.track(exclude=["signed_by", "proof_note"])
class ShipmentStop(CompanyRow):
    """One delivery on a shipment. Kilograms and cubic metres; `is_weighed`: measured, not added up
    from the items' masters; `is_load_known`: every item has its weight and volume.

    `signed_by` and `proof_note` may name persons: erasable, without history. `transit_days` are
    the working days that it took.
    """

    scope_party = "customer_id"
    scope_site = "shipment__site_id"

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="stops")
    position = models.PositiveSmallIntegerField()
    status = choice_field(StopStatus, default=StopStatus.PLANNED)
    delivery_id = models.UUIDField()
    delivery_number = number_field()
    customer = _master("stem.Party")
    ship_to_address_id = models.UUIDField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=100, blank=True)
    weight = quantity_field(default=0)
    volume = quantity_field(default=0)
    pallet_count = models.PositiveIntegerField(default=0)
    is_weighed = models.BooleanField(default=False)
    is_load_known = models.BooleanField(default=True)
    first_expected_at = models.DateTimeField(null=True, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    transit_days = models.PositiveSmallIntegerField(null=True, blank=True)
    signed_by = models.CharField(max_length=100, blank=True)
    proof_note = models.CharField(max_length=400, blank=True)
    is_damaged = models.BooleanField(default=False)

    class Meta(CompanyRow.Meta):
        db_table = "scm_shipment_stop"
        triggers = [steps("steps", "status", STOP_STEPS)]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "delivery_id"],
                condition=~Q(status="REMOVED"),
                name="scm_shipment_stop_delivery",
            ),
            one_of("scm_shipment_stop_status", "status", StopStatus),
            not_negative("scm_shipment_stop_load", "weight", "volume"),
            models.CheckConstraint(
                name="scm_shipment_stop_delivered",
                condition=Q(status="DELIVERED", delivered_at__isnull=False)
                | (~Q(status="DELIVERED") & Q(delivered_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "delivery_number", "id"], name="scm_stop_delivery_number"
            ),
            models.Index(fields=["company", "expected_at", "id"], name="scm_stop_expected_at"),
            models.Index(fields=["company", "status", "expected_at"], name="scm_stop_expected"),
            models.Index(fields=["company", "customer", "id"], name="scm_stop_customer"),
        ]


class StopShortage(CompanyRow):
    """So much of a delivery's line was not taken, or not in order; in the item's stock unit."""

    scope_party = "stop__customer_id"
    scope_site = "stop__shipment__site_id"

    stop = models.ForeignKey(
        ShipmentStop, on_delete=models.PROTECT, related_name="shortages", db_index=False
    )
    delivery_line_id = models.UUIDField()
    item = _master("stem.Item")
    reason_code = choice_field(ShortReason)
    quantity = quantity_field()
    unit = unit_field()

    class Meta(CompanyRow.Meta):
        db_table = "scm_shipment_shortage"
        constraints = [
            models.UniqueConstraint(
                fields=["stop", "delivery_line_id", "reason_code"],
                name="scm_shipment_shortage_once",
            ),
            one_of("scm_shipment_shortage_reason", "reason_code", ShortReason),
            positive("scm_shipment_shortage_quantity", "quantity"),
        ]


@pgtrigger.register(
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
)
class TrackEvent(CompanyRow):
    """News of a shipment or one stop of it; never changed. The same news is stored once.

    `reference` is the carrier's own id of it; `delay_days` are receiving days.
    """

    scope_party = "shipment__carrier_id"
    scope_site = "shipment__site_id"

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="track_events")
    stop = models.ForeignKey(
        ShipmentStop, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    code = choice_field(TrackCode)
    happened_at = models.DateTimeField()
    expected_at = models.DateTimeField(null=True, blank=True)
    delay_days = models.PositiveSmallIntegerField(null=True, blank=True)
    place = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=400, blank=True)
    reference = code_field(blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "scm_track_event"
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "stop", "code", "happened_at"],
                nulls_distinct=False,
                name="scm_track_event_once",
            ),
            one_of("scm_track_event_code", "code", TrackCode),
        ]
