"""Deliveries as their owner tells of them."""

from django.db import models

from sanye.scm.transport.domain.states import KnownStatus
from sanye.stem.rows.constraints import not_negative, one_of
from sanye.stem.rows.fields import choice_field, number_field, quantity_field, unit_field
from sanye.stem.rows.models import CompanyRow


class KnownDelivery(CompanyRow):
    """A delivery of `erp`: projection, emptied and replayed at will."""

    scope_party = "customer_id"
    scope_site = "site_id"

    delivery_id = models.UUIDField()
    number = number_field()
    status = choice_field(KnownStatus)
    customer = models.ForeignKey("stem.Party", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, related_name="+")
    ship_to_address_id = models.UUIDField(null=True, blank=True)
    planned_ship_date = models.DateField()

    class Meta(CompanyRow.Meta):
        db_table = "scm_known_delivery"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "delivery_id"], name="scm_known_delivery_once"
            ),
            one_of("scm_known_delivery_status", "status", KnownStatus),
        ]
        indexes = [
            models.Index(
                fields=["company", "status", "planned_ship_date"], name="scm_known_delivery_list"
            )
        ]


class KnownDeliveryLine(CompanyRow):
    """Quantity in the item's stock unit: planned, then picked, then shipped."""

    scope_party = "delivery__customer_id"
    scope_site = "delivery__site_id"

    delivery = models.ForeignKey(
        KnownDelivery, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    delivery_line_id = models.UUIDField()
    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")
    quantity = quantity_field()
    unit = unit_field()

    class Meta(CompanyRow.Meta):
        db_table = "scm_known_delivery_line"
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "delivery_line_id"], name="scm_known_delivery_line_id"
            ),
            not_negative("scm_known_delivery_line_quantity", "quantity"),
        ]
