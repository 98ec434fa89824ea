"""The command log: one row for every change that was made."""

from django.db import models

from sanye.stem.rows.models import CompanyRow


class CommandLog(CompanyRow):
    """Who changed what, when and by which door. Its id is the causation of the events.

    `request` and `response` are kept only for a command called with an idempotency key.
    """

    name = models.CharField(max_length=100)
    user = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    actor_name = models.CharField(max_length=150)
    channel = models.CharField(max_length=12)
    at = models.DateTimeField()
    correlation_id = models.UUIDField()
    caused_by_event_id = models.UUIDField(null=True)

    class Meta:
        db_table = "stem_command_log"
        indexes = [
            models.Index(fields=["company", "user_id", "id"], name="stem_command_log_user"),
            models.Index(fields=["correlation_id"], name="stem_command_log_correlation"),
            models.Index(fields=["company", "name", "at"], name="stem_command_log_name"),
        ]


class IdempotencyKey(CompanyRow):
    """The answer once given to a request, to be given again when the request comes again."""

    key = models.CharField(max_length=200)
    caller = models.CharField(max_length=80)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(null=True)

    class Meta:
        db_table = "stem_idempotency_key"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "caller", "key"], name="stem_idempotency_key_unique"
            )
        ]
