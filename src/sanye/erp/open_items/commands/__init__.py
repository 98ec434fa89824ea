"""Changes of open items, for both sides. Receivables and payables are the doors to them.

Open items are locked in the order of their ids, before any number series.
"""

from sanye.erp.open_items.commands.netting import net, write_off
from sanye.erp.open_items.commands.opening import Document, open_item
from sanye.erp.open_items.commands.paying import pay
from sanye.erp.open_items.commands.reversing import reverse_payment
from sanye.erp.open_items.domain.kinds import Kind, Side
from sanye.erp.open_items.domain.settling import SettleItem, Terms
from sanye.erp.open_items.models import OpenItem, Payment

__all__ = [
    "Document",
    "Kind",
    "OpenItem",
    "Payment",
    "SettleItem",
    "Side",
    "Terms",
    "net",
    "open_item",
    "pay",
    "reverse_payment",
    "write_off",
]
