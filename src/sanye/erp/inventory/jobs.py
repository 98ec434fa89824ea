"""What happens to stock by the passing of time."""

from datetime import datetime

from sanye.erp.inventory import commands
from sanye.kernel.actors import Actor
from sanye.stem.jobs import Progress, job, scheduled
from sanye.stem.masterdata.queries import get_business_date


@scheduled("10 * * * *")
@job
def block_expired(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Take lots out of use from the day after they expire, whatever the company's time zone.

    Those that can be blocked are, before the first refusal of another is told.
    """
    blocked = commands.block_expired_lots(on_date=get_business_date(at=at, by=by), by=by, at=at)
    progress.step()
    if blocked.refusals:
        raise blocked.refusals[0]
    return f"{blocked.count} lots blocked"
