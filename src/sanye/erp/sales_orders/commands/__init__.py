"""Changes of sales orders. Other modules import these names from here."""

from sanye.erp.sales_orders.commands.amending import amend_sales_order, record_amendment
from sanye.erp.sales_orders.commands.cancelling import cancel_sales_order
from sanye.erp.sales_orders.commands.changing import LineChange
from sanye.erp.sales_orders.commands.confirming import (
    confirm_sales_order,
    promise_by_hand,
)
from sanye.erp.sales_orders.commands.credit import release_credit
from sanye.erp.sales_orders.commands.fulfilling import (
    OnDelivery,
    Shipped,
    check_delivery_credit,
    close_free_orders,
    find_credit_refusal,
    lock_sales_orders,
    put_on_delivery,
    record_invoicing,
    record_shipment,
    take_off_delivery,
)
from sanye.erp.sales_orders.commands.placing import (
    place_from_quotation,
    place_sales_order,
    place_sales_orders,
)
from sanye.erp.sales_orders.commands.promising import (
    accept_proposed_dates,
    keep_promised_dates,
    mark_endangered,
)
from sanye.erp.sales_orders.domain.lines import (
    ORDINARY_PRIORITY,
    NewLine,
    NewOrder,
    SchedulePart,
)

__all__ = [
    "ORDINARY_PRIORITY",
    "LineChange",
    "NewLine",
    "NewOrder",
    "OnDelivery",
    "SchedulePart",
    "Shipped",
    "accept_proposed_dates",
    "amend_sales_order",
    "cancel_sales_order",
    "check_delivery_credit",
    "close_free_orders",
    "confirm_sales_order",
    "find_credit_refusal",
    "keep_promised_dates",
    "lock_sales_orders",
    "mark_endangered",
    "place_from_quotation",
    "place_sales_order",
    "place_sales_orders",
    "promise_by_hand",
    "put_on_delivery",
    "record_amendment",
    "record_invoicing",
    "record_shipment",
    "release_credit",
    "take_off_delivery",
]
