"""Partitions of the log that stand years before they are needed: every read planned and locked all
of them. The next one is made in time (`stem.events.partitions`). Written by hand."""

from django.db import migrations

DROP_SPARES = """
DO $$
DECLARE
    written bigint := (SELECT CASE WHEN is_called THEN last_value ELSE 0 END
                         FROM stem_event_position_seq);
    spare boolean;
BEGIN
    FOR n IN REVERSE 4..1 LOOP
        EXECUTE format('SELECT NOT EXISTS (SELECT FROM stem_event_p%s)', n) INTO spare;
        EXIT WHEN NOT spare OR written >= n * 20000000 - 10000000;
        EXECUTE format('DROP TABLE stem_event_p%s', n);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("stem", "0113_confirm_sales_order")]
    operations = [migrations.RunSQL(DROP_SPARES, migrations.RunSQL.noop)]
