"""What service was told of goods: documents by number, and what stands at customers."""

from django.db import models
from django.db.models import Q

from sanye.crm.service.domain.states import DocumentKind
from sanye.crm.service.models.rules import master
from sanye.stem.rows.constraints import not_negative, one_of
from sanye.stem.rows.fields import (
    choice_field,
    code_field,
    number_field,
    quantity_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow


class ServiceDocument(CompanyRow):
    """An order or delivery a case may be about. Its id is the document's."""

    scope_party = "customer_id"

    kind = choice_field(DocumentKind)
    number = number_field()
    customer = master("stem.Party")

    class Meta(CompanyRow.Meta):
        db_table = "crm_service_document"
        constraints = [one_of("crm_service_document_kind", "kind", DocumentKind)]
        indexes = [models.Index(fields=["company", "number"], name="crm_service_document_no")]


class InstalledUnit(CompanyRow):
    """Goods that were shipped: a piece by serial number, so much of a lot, or so much.

    `source_line_id` is the delivery's line, or for orders of the time before Sanye the schedule
    line. `customer` is unknown until the delivery is told. Quantities in the item's stock unit.
    """

    scope_party = "customer_id"

    source_line_id = models.UUIDField()
    item = master("stem.Item", db_index=False)
    serial_number = code_field(blank=True)
    lot = code_field(blank=True)
    customer = master("stem.Party", null=True, db_index=False)
    site_id = models.UUIDField()
    delivery_id = models.UUIDField(null=True)
    sales_order_id = models.UUIDField(null=True)
    quantity = quantity_field()
    returned_quantity = quantity_field(default=0)
    unit = unit_field()
    shipped_date = models.DateField()
    received_date = models.DateField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_installed_unit"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "source_line_id", "serial_number", "lot"],
                name="crm_installed_unit_once",
            ),
            not_negative("crm_installed_unit_quantities", "quantity"),
        ]
        indexes = [
            models.Index(
                fields=["company", "shipped_date", "id"], name="crm_installed_unit_shipped"
            ),
            models.Index(fields=["company", "customer", "id"], name="crm_installed_unit_c"),
            models.Index(fields=["company", "item", "shipped_date"], name="crm_installed_unit_i"),
            models.Index(
                fields=["company", "serial_number", "id"], name="crm_installed_unit_serial"
            ),
            models.Index(
                fields=["company", "lot"], condition=~Q(lot=""), name="crm_installed_unit_lot"
            ),
            models.Index(fields=["company", "delivery_id"], name="crm_installed_unit_delivery"),
            models.Index(fields=["company", "sales_order_id"], name="crm_installed_unit_order"),
        ]
