"""How tables are kept: vacuumed, analysed, filled. Written by hand."""

from django.db import migrations

from sanye.stem.rows.storage import APPENDED, HEAPS, QUEUES, keep, settle

APPENDED_HERE = (
    "stem_event_p0",
    "stem_event_p1",
    "stem_event_p2",
    "stem_event_p3",
    "stem_event_p4",
    "stem_event_rest",
    "stem_command_log",
    "stem_effect",
    "pghistory_context",
)
HEAPS_HERE = ("stem_cursor", "stem_number_series")
QUEUES_HERE = ("stem_parked_event", "stem_idempotency_key")


class Migration(migrations.Migration):
    dependencies = [("stem", "0104_webhooks")]
    operations = [
        *settle("stem_"),
        keep(APPENDED_HERE, APPENDED),
        keep(HEAPS_HERE, HEAPS),
        keep(QUEUES_HERE, QUEUES),
    ]
