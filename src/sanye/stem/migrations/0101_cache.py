"""The table of Django's database cache. Written by hand."""

from django.db import migrations

TABLE = """
CREATE TABLE stem_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX stem_cache_expires ON stem_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("stem", "0100_event_log")]
    operations = [migrations.RunSQL(TABLE, "DROP TABLE stem_cache;")]
