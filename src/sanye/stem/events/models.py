"""The event log and what consumers remember of it."""

from django.db import models

from sanye.stem.rows.models import Row


class EventRow(models.Model):
    """One fact. Append-only, partitioned by position; its migration is written by hand."""

    position = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField()
    company_id = models.UUIDField()
    type = models.CharField(max_length=120)
    subject = models.CharField(max_length=120)
    key = models.UUIDField()
    data = models.JSONField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=150)
    command_id = models.UUIDField()
    correlation_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "stem_event"

    def __str__(self) -> str:
        return f"{self.position} {self.type}"


class CursorRow(Row):
    """How far one consumer has come in one company's events.

    `done` is the pg_snapshot up to which everything was handled. While paging through a backlog,
    `target` is the snapshot that the pages belong to and `page_position` the last one handled.
    Its count began there, as `start`, `start_target` and `start_page_position` tell, with what was
    parked below zero: what it handled and what is parked since then is the whole log's.
    `follows` are the event types followed by the latest release that worked on it; "" is not known.
    """

    name = models.CharField(max_length=100)
    company_id = models.UUIDField()
    kind = models.CharField(max_length=12)
    start = models.TextField(default="1:1:")
    start_target = models.TextField(null=True)
    start_page_position = models.BigIntegerField(default=0, db_default=0)
    done = models.TextField(default="1:1:")
    target = models.TextField(null=True)
    page_position = models.BigIntegerField(default=0)
    handled_count = models.BigIntegerField(default=0)
    handled_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")
    follows = models.TextField(blank=True, default="", db_default="")

    class Meta:
        db_table = "stem_cursor"
        constraints = [
            models.UniqueConstraint(fields=["name", "company_id"], name="stem_cursor_unique")
        ]


class ParkedEvent(Row):
    """An event a consumer could not handle, or one waiting behind such an event of its key."""

    class State(models.TextChoices):
        RETRYING = "RETRYING", "tried again by itself"
        PARKED = "PARKED", "waits for an operator"
        BEHIND = "BEHIND", "waits behind an earlier event of its key"

    cursor = models.ForeignKey(CursorRow, on_delete=models.PROTECT, related_name="parked")
    position = models.BigIntegerField()
    event_id = models.UUIDField()
    key = models.UUIDField()
    type = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State.choices)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        db_table = "stem_parked_event"
        constraints = [
            models.UniqueConstraint(fields=["cursor", "position"], name="stem_parked_event_unique")
        ]
        indexes = [models.Index(fields=["cursor", "key"], name="stem_parked_event_key")]


class Effect(models.Model):
    """What a reaction has done because of an event: written in the same transaction, once ever."""

    id = models.BigAutoField(primary_key=True)
    cursor_name = models.CharField(max_length=100)
    event_id = models.UUIDField()
    target = models.CharField(max_length=100)

    class Meta:
        db_table = "stem_effect"
        constraints = [
            models.UniqueConstraint(
                fields=["event_id", "cursor_name", "target"], name="stem_effect_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cursor_name} {self.event_id} {self.target}"
