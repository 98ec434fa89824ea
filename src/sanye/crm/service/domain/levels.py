"""Which service level holds for a case: the row that names most of what the case is."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Promised working minutes; what is empty fits every case."""

    priority: str = ""
    queue_id: UUID | None = None
    customer_group: str = ""
    response_minutes: int | None = None
    resolution_minutes: int | None = None


def level_for(
    levels: Iterable[Level], *, priority: str, queue_id: UUID, customer_group: str
) -> Level | None:
    """The closest row: customer group weighs more than queue, queue more than priority."""
    fitting = [
        level
        for level in levels
        if level.priority in ("", priority)
        and level.queue_id in (None, queue_id)
        and level.customer_group in ("", customer_group)
    ]
    return max(fitting, key=_closeness, default=None)


def _closeness(level: Level) -> tuple[bool, bool, bool]:
    return (level.customer_group != "", level.queue_id is not None, level.priority != "")
