"""What service cost."""

from django.db import models
from django.db.models import Q

from sanye.crm.service.domain.states import CostKind
from sanye.crm.service.models.cases import Case
from sanye.crm.service.models.rules import master
from sanye.stem.rows.constraints import one_of
from sanye.stem.rows.fields import amount_field, choice_field, currency_field, price_field
from sanye.stem.rows.models import CompanyRow


class ServiceCost(CompanyRow):
    """One report of work, travel or parts, in functional currency. Never changed; taken back by a
    report of the opposite amount. `item` is the product that bears it."""

    scope_own = "case__owner_id"
    scope_site = "case__site_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="costs")
    customer = master("stem.Party", db_index=False)
    item = master("stem.Item", null=True, db_index=False)
    kind = choice_field(CostKind)
    minutes = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    rate = price_field(default=0)
    amount = amount_field()
    currency = currency_field()
    posting_date = models.DateField()
    is_in_warranty = models.BooleanField(default=False)
    reported_by = master("stem.User", null=True, db_index=False)
    reported_at = models.DateTimeField()
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversal"
    )

    class Meta(CompanyRow.Meta):
        db_table = "crm_service_cost"
        constraints = [
            one_of("crm_service_cost_kind", "kind", CostKind),
            models.CheckConstraint(
                name="crm_service_cost_sign",
                condition=Q(reverses__isnull=True, amount__gt=0, minutes__gte=0)
                | Q(reverses__isnull=False, amount__lt=0, minutes__lte=0),
            ),
            models.CheckConstraint(
                name="crm_service_cost_minutes", condition=Q(kind="LABOR") | Q(minutes=0)
            ),
        ]
        indexes = [
            models.Index(fields=["company", "customer", "posting_date"], name="crm_service_cost_c"),
            models.Index(fields=["company", "item", "posting_date"], name="crm_service_cost_i"),
        ]
