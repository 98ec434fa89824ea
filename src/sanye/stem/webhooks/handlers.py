"""What is put down to be sent: every event, for the webhooks that ask for it."""

from collections.abc import Sequence
from datetime import datetime

from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded
from sanye.stem.webhooks.commands import put_deliveries

deliveries = Cursor("stem.webhooks.deliveries", kind="PROJECTION", on_failure="HALT")


@deliveries.on_everything
def put_down(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """A batch of the log. Never replayed: what was sent is sent."""
    put_deliveries(events=batch, by=by, at=at)
