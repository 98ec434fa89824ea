"""What is done each night: old answers, ended sessions, expired cache and old jobs are thrown away,
and the log has room."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q

from sanye.kernel.actors import Actor
from sanye.stem.commands.models import IdempotencyKey
from sanye.stem.events.partitions import make_room
from sanye.stem.jobs.declaring import job, scheduled
from sanye.stem.jobs.models import Job
from sanye.stem.jobs.progress import Progress
from sanye.stem.rows import forgetting

ANSWERS_KEPT = timedelta(days=7)
CHANGES_KEPT = timedelta(days=2)
JOBS_KEPT = timedelta(days=90)
SCHEDULED_JOBS_KEPT = timedelta(days=1)


@scheduled("30 2 * * *")
@job
def forget_old_rows(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Idempotency keys older than a week, ended sessions and cache, old jobs.

    Jobs are kept for a quarter; those that ran by schedule and ended well, for a day.
    """
    first_key = forgetting.first_id_of(at - ANSWERS_KEPT)
    keys = IdempotencyKey.unscoped.filter(company_id=by.company_id, id__lt=first_key)
    sessions = Session.objects.filter(expire_date__lt=at)
    ended = Job.unscoped.filter(company_id=by.company_id, ended_at__lt=at - SCHEDULED_JOBS_KEPT)
    jobs = ended.filter(Q(ended_at__lt=at - JOBS_KEPT) | Q(user=None, state=Job.State.DONE))

    totals = [
        progress.drain(forgetting.forget_some, rows)
        for rows in (keys.order_by("id"), sessions.order_by("expire_date"), jobs.order_by("id"))
    ]
    progress.drain(_forget_some_of, "stem_cache", "expires", at)
    progress.drain(_forget_some_of, "stem_kept_change", "noted_at", at - CHANGES_KEPT)
    return "{} keys, {} sessions, {} jobs".format(*totals)


@scheduled("45 2 * * *")
@job
def make_room_in_log(*, progress: Progress, by: Actor, at: datetime) -> str:
    """The log's next partition, in time; it is every company's."""
    made = make_room()
    progress.step()
    return "there is room" if made is None else f"made {made}"


def _forget_some_of(table: str, column: str, before: datetime) -> int:
    """As forget_some, of a table without a model. A row that is written meanwhile stays."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE ctid = ANY (ARRAY("  # noqa: S608 - named above
            f"SELECT ctid FROM {table} WHERE {column} < %s LIMIT %s))",
            [before, forgetting.MOST_AT_ONCE],
        )
        return int(cursor.rowcount)
