"""Units and positions."""

import pghistory
from django.db import models
from django.db.models import F, Q

from sanye.stem.masterdata.models.columns import Named
from sanye.stem.rows.fields import code_field
from sanye.stem.rows.models import CompanyRow


@pghistory.track()
class OrgUnit(CompanyRow, Named):
    """A part of the company; its head is responsible for it and for the units below."""

    code = code_field()
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    head = models.ForeignKey(
        "erp.Employee", models.PROTECT, null=True, blank=True, related_name="headed_units"
    )
    is_active = models.BooleanField(default=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_org_unit"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="erp_org_unit_unique"),
            models.CheckConstraint(
                name="erp_org_unit_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
        ]


@pghistory.track()
class Position(CompanyRow, Named):
    """What somebody is employed as."""

    code = code_field()
    is_active = models.BooleanField(default=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_position"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="erp_position_unique")
        ]
