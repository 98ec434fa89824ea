"""Sites, locations inside them, work centers."""

import pghistory
from django.db import models

from sanye.stem.masterdata.models.columns import Archived, Named, Postal, not_negative, positive
from sanye.stem.rows.fields import choice_field, code_field, price_field, ratio_field
from sanye.stem.rows.models import CompanyRow


class SiteKind(models.TextChoices):
    PLANT = "PLANT"
    WAREHOUSE = "WAREHOUSE"
    OUTLET = "OUTLET"
    CUSTOMER = "CUSTOMER"


class NegativeStock(models.TextChoices):
    FORBIDDEN = "FORBIDDEN"
    WARNED = "WARNED"
    ALLOWED = "ALLOWED"


class LocationKind(models.TextChoices):
    STORAGE = "STORAGE"
    RECEIVING = "RECEIVING"
    SHIPPING = "SHIPPING"
    PRODUCTION = "PRODUCTION"
    QUARANTINE = "QUARANTINE"
    TRANSIT = "TRANSIT"


class WorkCenterKind(models.TextChoices):
    MACHINE = "MACHINE"
    LABOR = "LABOR"
    OUTSIDE = "OUTSIDE"


@pghistory.track()
class Site(CompanyRow, Named, Archived, Postal):
    """A plant, warehouse or outlet of one company."""

    scope_site = "id"

    code = code_field()
    kind = choice_field(SiteKind)
    time_zone = models.CharField(max_length=40, default="UTC")
    calendar = models.ForeignKey(
        "stem.Calendar", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    party = models.ForeignKey(
        "stem.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="sites"
    )
    gln = code_field(blank=True)
    negative_stock = choice_field(NegativeStock, default=NegativeStock.FORBIDDEN)

    class Meta(CompanyRow.Meta):
        db_table = "stem_site"
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="stem_site_unique")]


@pghistory.track()
class Location(CompanyRow, Named, Archived):
    """A place inside a site where stock stands."""

    scope_site = "site_id"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="locations")
    code = code_field()
    kind = choice_field(LocationKind, default=LocationKind.STORAGE)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    gln = code_field(blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "stem_location"
        constraints = [
            models.UniqueConstraint(fields=["company", "site", "code"], name="stem_location_unique")
        ]


@pghistory.track()
class WorkCenter(CompanyRow, Named, Archived):
    """Where operations run. `cost_rate` is per hour in the company's functional currency.

    `parallel_capacity` is how many operations it runs at once; an efficiency of 0.8 turns eight
    hours of its calendar into 6.4 hours of work. Without a calendar it works as its site does. With
    a set-up matrix changing over takes time of its own, beside the set-up of each operation.
    """

    scope_site = "site_id"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="work_centers")
    code = code_field()
    kind = choice_field(WorkCenterKind, default=WorkCenterKind.MACHINE)
    calendar = models.ForeignKey(
        "stem.Calendar", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    parallel_capacity = models.PositiveSmallIntegerField(default=1)
    efficiency_ratio = ratio_field(default=1)
    cost_rate = price_field(default=0)
    setup_matrix = models.ForeignKey(
        "stem.SetupMatrix", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supplier = models.ForeignKey(
        "stem.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(CompanyRow.Meta):
        db_table = "stem_work_center"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "site", "code"], name="stem_work_center_unique"
            ),
            positive("stem_work_center_capacity", "parallel_capacity", "efficiency_ratio"),
            not_negative("stem_work_center_rate", "cost_rate"),
        ]
