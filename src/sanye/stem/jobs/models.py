"""Jobs as their users see them; procrastinate keeps the queue behind them."""

from django.db import models

from sanye.stem.rows.fields import choice_field
from sanye.stem.rows.models import CompanyRow


class Job(CompanyRow):
    """One run of a job: who asked for it, how far it is, how it ended."""

    class State(models.TextChoices):
        WAITING = "WAITING", "in the queue"
        RUNNING = "RUNNING", "at work"
        DONE = "DONE", "ended well"
        FAILED = "FAILED", "ended with an error"
        CANCELLED = "CANCELLED", "stopped by a user"

    scope_own = "user_id"

    name = models.CharField(max_length=100)
    user = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    state = choice_field(State, default=State.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    message = models.CharField(max_length=500, default="", blank=True)
    result = models.CharField(max_length=500, default="", blank=True)
    error_code = models.CharField(max_length=100, default="", blank=True)
    is_cancel_asked = models.BooleanField(default=False)
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "stem_job"
        indexes = [
            models.Index(fields=["company", "state", "id"], name="stem_job_list"),
            models.Index(fields=["company", "name"], name="stem_job_name"),
        ]
