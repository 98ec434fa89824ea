"""What a customer owes or will owe us."""

from decimal import Decimal
from uuid import UUID

from django.db.models import DecimalField, F, Sum
from django.db.models.functions import NullIf

from sanye.erp.receivables.queries import get_receivable_position
from sanye.erp.sales_orders.domain.credit import Exposure
from sanye.erp.sales_orders.domain.states import OrderStatus
from sanye.erp.sales_orders.models import SalesOrderLine
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.stem.commands import query

_MONEY = DecimalField(max_digits=40, decimal_places=12)


@query
def get_not_invoiced(*, customer_id: UUID, by: Actor) -> Decimal:
    """Gross value, in functional currency and not rounded, of confirmed orders as far as not
    invoiced: what is open and what is shipped but not invoiced."""
    active = F("stock_quantity") - F("cancelled_quantity")
    line_share = (
        (active - F("invoiced_quantity"))
        / NullIf(active, Decimal(0))
        * (F("net_amount") + F("tax_amount"))
        * F("order__exchange_rate")
    )
    rows = SalesOrderLine.unscoped.filter(
        company_id=by.company_id,
        order__customer_id=customer_id,
        order__status=OrderStatus.CONFIRMED,
        invoiced_quantity__lt=active,
    )
    total = rows.aggregate(total=Sum(line_share, output_field=_MONEY))["total"]
    return total or Decimal(0)


@query
def get_exposure(*, customer_id: UUID, by: Actor) -> Exposure:
    """Open receivables and what confirmed orders will add, in functional currency."""
    position = get_receivable_position(customer_id=customer_id, by=by)
    return Exposure(
        currency=position.currency,
        receivable=position.open_amount,
        not_invoiced=round_money(
            get_not_invoiced(customer_id=customer_id, by=by), position.currency
        ),
    )
