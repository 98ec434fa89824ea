"""What accounts do when others report a fact: the timeline."""

from collections.abc import Sequence
from datetime import datetime

from sanye.crm.accounts import commands
from sanye.crm.accounts.domain.timeline import RULES, entries_of
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

timeline = Cursor("crm.accounts.timeline", kind="PROJECTION", rebuild=commands.empty_timeline)


@timeline.on(*RULES)
def facts_told(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Put down what facts of all leaves say about customers."""
    entries = [
        (recorded.event_id, recorded.recorded_at, entry)
        for recorded in batch
        for entry in entries_of(recorded.data)
    ]
    commands.keep_entries(entries=entries, by=by, at=at)
