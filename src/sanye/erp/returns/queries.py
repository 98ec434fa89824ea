"""Reads of customer returns."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from sanye.erp.returns.errors import ReturnUnknown
from sanye.erp.returns.models import (
    CustomerReturn,
    CustomerReturnLine,
    ReturnPolicy,
    ReturnSettlement,
    ReturnSettlementLine,
)
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

DEFAULT_UNSOLD_CREDIT = Decimal("0.5")


@query
def get_return_policy(*, by: Actor) -> ReturnPolicy:
    """The company's policy, or the usual one where none was set."""
    found: ReturnPolicy | None = ReturnPolicy.objects.first()
    return found or ReturnPolicy(
        company_id=by.company_id, unsold_credit_ratio=DEFAULT_UNSOLD_CREDIT
    )


@query
def list_customer_returns(
    *,
    status: str | None = None,
    customer_id: UUID | None = None,
    site_id: UUID | None = None,
    case_id: UUID | None = None,
    request_id: UUID | None = None,
    item_id: UUID | None = None,
    sales_order_id: UUID | None = None,
    serial_number: str | None = None,
    number: str | None = None,
    by: Actor,
) -> QuerySet[CustomerReturn]:
    """Returns with their lines and what was settled, by any of these."""
    wanted = {
        "status": status,
        "customer_id": customer_id,
        "site_id": site_id,
        "case_id": case_id,
        "request_id": request_id,
        "number": number,
    }
    of_lines = {
        "item_id": item_id,
        "sales_order_id": sales_order_id,
        "serial_number": serial_number,
    }
    rows: QuerySet[CustomerReturn] = CustomerReturn.objects.filter(**_given(wanted))
    if _given(of_lines):
        lines = CustomerReturnLine.objects.filter(**_given(of_lines))
        rows = rows.filter(id__in=lines.values("customer_return_id"))
    return rows.select_related("customer", "site").prefetch_related(
        Prefetch(
            "lines",
            queryset=CustomerReturnLine.unscoped.order_by("line_number").select_related("item"),
        ),
        Prefetch("settlements", queryset=ReturnSettlement.unscoped.order_by("position")),
        Prefetch(
            "settlements__lines",
            queryset=ReturnSettlementLine.unscoped.order_by("line__line_number"),
        ),
    )


@query
def get_customer_return(*, customer_return_id: UUID, by: Actor) -> CustomerReturn:
    """One return with lines and settlements. Raises ReturnUnknown."""
    found: CustomerReturn | None = (
        list_customer_returns(by=by).filter(id=customer_return_id).first()
    )
    if found is None:
        raise ReturnUnknown(id=str(customer_return_id))
    return found


def _given(wanted: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in wanted.items() if value is not None}
