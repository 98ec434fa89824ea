"""Released bills and routings of one item and site hold on different days. Written by hand."""

from django.db import migrations

NOWHERE = "'00000000-0000-0000-0000-000000000000'::uuid"
EXCLUDE = """
ALTER TABLE stem_{table} ADD CONSTRAINT stem_{table}_apart EXCLUDE USING gist (
    item_id WITH =,
    COALESCE(site_id, {nowhere}) WITH =,
    daterange(valid_from_date, valid_to_date) WITH &&
) WHERE (status = 'RELEASED' AND archived_at IS NULL) DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("stem", "0101_cache")]
    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        *[
            migrations.RunSQL(
                EXCLUDE.format(table=table, nowhere=NOWHERE),
                f"ALTER TABLE stem_{table} DROP CONSTRAINT stem_{table}_apart",
            )
            for table in ("bill", "routing")
        ],
    ]
