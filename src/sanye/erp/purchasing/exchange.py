"""Files that purchasing reads."""

from sanye.erp.purchasing import commands
from sanye.erp.purchasing.commands.importing import COLUMNS
from sanye.stem.exchange.domain.layouts import Layout
from sanye.stem.exchange.kinds import DocumentKind, add_kind

_HEAD = ("order", "supplier", "site", "currency")

add_kind(
    DocumentKind(
        name="purchase-orders",
        layout=Layout(
            key=("order",),
            own={name: name for name in _HEAD},
            line_name="lines",
            lines={name: name for name in COLUMNS if name not in _HEAD},
        ),
        put=commands.put_purchase_orders,
        parameter="orders",
    )
)
