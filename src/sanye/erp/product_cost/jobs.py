"""The window moves on every day."""

from datetime import datetime

from sanye.erp.product_cost import commands
from sanye.kernel.actors import Actor
from sanye.stem.jobs import Progress, job, scheduled


@scheduled("20 2 * * *")
@job
def refresh_costs(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Sum up the window that ends today."""
    told = commands.refresh_service_costs(by=by, at=at)
    progress.step()
    return f"{told} items changed"
