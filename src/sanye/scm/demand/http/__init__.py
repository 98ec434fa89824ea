"""`/demand`."""

from sanye.scm.demand.http import forecasts, history, policy
from sanye.stem.http import Router

router = Router(tags=["demand"])
router.add_router("/forecasts", forecasts.router)
router.add_router("", history.router)
router.add_router("", policy.router)

__all__ = ["router"]
