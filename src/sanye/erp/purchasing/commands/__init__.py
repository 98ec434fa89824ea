"""Changes of purchase orders. Other modules import these names from here."""

from sanye.erp.purchasing.commands.answering import (
    AnswerKind,
    LineAnswer,
    answer_change_proposal,
    answer_purchase_order,
)
from sanye.erp.purchasing.commands.changing import (
    LineChange,
    cancel_purchase_order,
    change_purchase_order,
    close_purchase_order_short,
    request_supply_change,
)
from sanye.erp.purchasing.commands.importing import (
    OpenLine,
    import_purchase_orders,
    put_purchase_orders,
)
from sanye.erp.purchasing.commands.invoiced import MatchedReceipt, record_invoiced
from sanye.erp.purchasing.commands.placing import NewLine, place_purchase_order
from sanye.erp.purchasing.commands.planning import (
    drop_requisition,
    order_planned,
    order_requisition,
)
from sanye.erp.purchasing.commands.policies import put_purchasing_policy
from sanye.erp.purchasing.commands.receiving import (
    Arrival,
    GoingBack,
    receive_goods,
    return_goods,
)
from sanye.erp.purchasing.commands.sending import (
    approve_purchase_order,
    return_purchase_order,
    send_purchase_order,
    submit_purchase_order,
)
from sanye.erp.purchasing.commands.sending_back import return_stock
from sanye.erp.purchasing.domain.answers import Part
from sanye.erp.purchasing.domain.needs import Need

__all__ = [
    "AnswerKind",
    "Arrival",
    "GoingBack",
    "LineAnswer",
    "LineChange",
    "MatchedReceipt",
    "Need",
    "NewLine",
    "OpenLine",
    "Part",
    "answer_change_proposal",
    "answer_purchase_order",
    "approve_purchase_order",
    "cancel_purchase_order",
    "change_purchase_order",
    "close_purchase_order_short",
    "drop_requisition",
    "import_purchase_orders",
    "order_planned",
    "order_requisition",
    "place_purchase_order",
    "put_purchase_orders",
    "put_purchasing_policy",
    "receive_goods",
    "record_invoiced",
    "request_supply_change",
    "return_goods",
    "return_purchase_order",
    "return_stock",
    "send_purchase_order",
    "submit_purchase_order",
]
