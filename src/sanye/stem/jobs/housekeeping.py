"""What is thrown away each night: old answers, ended sessions, expired cache, old jobs."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q

from sanye.kernel.actors import Actor
from sanye.stem.jobs.declaring import job, scheduled
from sanye.stem.jobs.models import Job
from sanye.stem.jobs.progress import Progress

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
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM stem_idempotency_key WHERE company_id = %s AND created_at < %s",
            [by.company_id, at - ANSWERS_KEPT],
        )
        keys = cursor.rowcount
        cursor.execute("DELETE FROM stem_cache WHERE expires < %s", [at])
        cursor.execute("DELETE FROM stem_kept_change WHERE noted_at < %s", [at - CHANGES_KEPT])
    progress.step()
    sessions, _ = Session.objects.filter(expire_date__lt=at).delete()
    ended = Job.unscoped.filter(company_id=by.company_id, ended_at__lt=at - SCHEDULED_JOBS_KEPT)
    jobs, _ = ended.filter(
        Q(ended_at__lt=at - JOBS_KEPT) | Q(user=None, state=Job.State.DONE)
    ).delete()
    return f"{keys} keys, {sessions} sessions, {jobs} jobs"
