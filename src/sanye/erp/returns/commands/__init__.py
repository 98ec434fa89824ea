"""Changes of returns. Other modules import these names from here."""

from sanye.erp.production.commands import ReworkOperation, ReworkPart
from sanye.erp.returns.commands.asking import Asked
from sanye.erp.returns.commands.closing import cancel_return, close_return
from sanye.erp.returns.commands.creating import create_return
from sanye.erp.returns.commands.finding import ReturnRequest
from sanye.erp.returns.commands.importing import (
    ClosedReturn,
    ClosedReturnLine,
    import_closed_returns,
)
from sanye.erp.returns.commands.policies import set_return_policy
from sanye.erp.returns.commands.receiving import Back, receive_return
from sanye.erp.returns.commands.refunding import refund_return
from sanye.erp.returns.commands.settling import settle_return

__all__ = [
    "Asked",
    "Back",
    "ClosedReturn",
    "ClosedReturnLine",
    "ReturnRequest",
    "ReworkOperation",
    "ReworkPart",
    "cancel_return",
    "close_return",
    "create_return",
    "import_closed_returns",
    "receive_return",
    "refund_return",
    "set_return_policy",
    "settle_return",
]
