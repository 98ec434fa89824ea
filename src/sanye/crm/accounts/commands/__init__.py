"""Changes of customer accounts, what was talked about, and the timeline."""

from sanye.crm.accounts.commands.interactions import (
    erase_interactions,
    finish_follow_up,
    plan_follow_up,
    record_interaction,
    take_over_interactions,
)
from sanye.crm.accounts.commands.opening import (
    change_account,
    erase_notes,
    note_on_account,
    open_account,
)
from sanye.crm.accounts.commands.timeline import empty_timeline, keep_entries

__all__ = [
    "change_account",
    "empty_timeline",
    "erase_interactions",
    "erase_notes",
    "finish_follow_up",
    "keep_entries",
    "note_on_account",
    "open_account",
    "plan_follow_up",
    "record_interaction",
    "take_over_interactions",
]
