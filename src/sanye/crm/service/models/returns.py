"""Goods asked back, and what became of them."""

import pghistory
from django.db import models

from sanye.crm.service.domain.states import ReturnStatus
from sanye.crm.service.models.cases import Case
from sanye.crm.service.models.rules import master
from sanye.stem.rows.constraints import one_of, positive
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


@pghistory.track()
class ReturnRequest(CompanyRow):
    """What a case asks the customer to send back."""

    scope_party = "case__customer_id"
    scope_own = "case__owner_id"
    scope_site = "case__site_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="return_requests")
    site = master("stem.Site", null=True, db_index=False)
    requested_at = models.DateTimeField()

    class Meta(CompanyRow.Meta):
        db_table = "crm_return_request"


class ReturnRequestLine(CompanyRow):
    """One kind of goods asked back. `source_line_id` finds the installed unit where it is ours;
    it has no key, because that projection may be emptied and read again."""

    scope_party = "request__case__customer_id"
    scope_own = "request__case__owner_id"
    scope_site = "request__case__site_id"

    request = models.ForeignKey(ReturnRequest, on_delete=models.CASCADE, related_name="lines")
    item = master("stem.Item", db_index=False)
    quantity = quantity_field()
    unit = unit_field()
    serial_number = code_field(blank=True)
    lot = code_field(blank=True)
    source_line_id = models.UUIDField(null=True)
    sales_order_id = models.UUIDField(null=True)
    is_delivered = models.BooleanField(default=False)
    reason_code = code_field()
    failure_code = code_field(blank=True)
    wanted_outcome = models.CharField(max_length=24)
    is_in_warranty = models.BooleanField(default=False)

    class Meta(CompanyRow.Meta):
        db_table = "crm_return_request_line"
        constraints = [positive("crm_return_request_line_positive", "quantity")]
        indexes = [
            models.Index(fields=["company", "source_line_id"], name="crm_return_request_source"),
            models.Index(
                fields=["company", "serial_number"],
                condition=~models.Q(serial_number=""),
                name="crm_return_request_serial",
            ),
        ]


class CaseReturn(CompanyRow):
    """A return order of `erp` as far as a case sees it; told by its facts. Its id is the order's.

    Amounts are sums over its settlements in functional currency.
    """

    number = number_field()
    customer = master("stem.Party", db_index=False)
    case_id = models.UUIDField(null=True)
    request_id = models.UUIDField(null=True)
    status = choice_field(ReturnStatus)
    credit_amount = amount_field(default=0)
    cost_amount = amount_field(default=0)
    currency = currency_field(blank=True)

    scope_party = "customer_id"

    class Meta(CompanyRow.Meta):
        db_table = "crm_case_return"
        constraints = [one_of("crm_case_return_status", "status", ReturnStatus)]
        indexes = [
            models.Index(fields=["company", "customer_id", "id"], name="crm_case_return_customer"),
            models.Index(fields=["company", "number", "id"], name="crm_case_return_number"),
            models.Index(fields=["company", "case_id"], name="crm_case_return_case"),
            models.Index(fields=["company", "request_id"], name="crm_case_return_request"),
        ]
