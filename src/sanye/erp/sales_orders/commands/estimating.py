"""A guess from lead times, marked so, for when nobody can promise."""

from datetime import datetime
from operator import attrgetter

from sanye.erp.sales_orders.domain.promises import Answer
from sanye.erp.sales_orders.queries.parts import OrderParts
from sanye.kernel.actors import Actor
from sanye.stem.masterdata.queries import (
    get_business_date,
    list_item_sites,
    working_calendars_of_sites,
)
from sanye.stem.rows.bulk import update_rows

ESTIMATE_EN = "Estimate from lead times; planning has not promised."
ESTIMATE_ZH = "按提前期估算，计划尚未承诺。"


COLUMNS = ("estimated_date", "promise_note_en", "promise_note_zh")
_said = attrgetter(*COLUMNS)


def estimate_dates(parts: OrderParts, answer: Answer, *, by: Actor, at: datetime) -> bool:
    """Set and store the estimate of every open schedule line without a promise; whether any is
    another than before.

    Planning's own date where it gave one; else today plus the item's lead time on the site's
    working days, not before the day it is wanted.
    """
    waiting = [row for row in parts.schedule_lines() if row[1].promised_date is None]
    today = get_business_date(at=at, by=by)
    calendars = working_calendars_of_sites(site_ids={part.site_id for _, part in waiting}, by=by)
    lead_days = {
        (row.item_id, row.site_id): row.lead_time_days
        for row in list_item_sites(item_ids={line.item_id for line, _ in waiting}, by=by)
    }
    changed = []
    for line, part in waiting:
        before = _said(part)
        promise = answer.promises.get(part.id)
        days = 0 if line.is_service else lead_days.get((line.item_id, part.site_id), 0)
        earliest = calendars[part.site_id].add_working_days(today, days)
        known = promise.date if promise is not None else None
        part.estimated_date = known or max(earliest, part.requested_date)
        part.promise_note_en = (promise.note_en if promise else ESTIMATE_EN)[:400]
        part.promise_note_zh = (promise.note_zh if promise else ESTIMATE_ZH)[:400]
        if _said(part) != before:
            changed.append(part)
    update_rows(changed, COLUMNS)
    return bool(changed)
