"""`/planning`."""

from sanye.scm.planning.http import messages, orders, runs
from sanye.stem.http import Router

router = Router(tags=["planning"])
router.add_router("/planned-orders", orders.router)
router.add_router("/action-messages", messages.router)
router.add_router("", runs.router)

__all__ = ["router"]
