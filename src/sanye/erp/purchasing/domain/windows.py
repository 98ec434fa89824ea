"""Which planned orders go into one purchase order."""

from datetime import date, timedelta


def window_of(due_date: date, days: int) -> tuple[date, date]:
    """The purchasing window of a due date: first day, and the day after the last.

    Windows lie end to end and do not depend on what is ordered; those of 7 days begin on Mondays.
    ValueError: a window shorter than a day.
    """
    if days < 1:
        message = f"A purchasing window has at least one day, not {days}."
        raise ValueError(message)
    start = due_date - timedelta(days=(due_date.toordinal() - 1) % days)
    return start, start + timedelta(days=days)
