"""The event log: append-only, partitioned by position. Written by hand."""

from django.db import migrations

PARTITION_ROWS = 20_000_000
FIRST_PARTITIONS = 5

TABLE = """
CREATE TABLE stem_event (
    position bigint GENERATED ALWAYS AS IDENTITY,
    event_id uuid NOT NULL,
    company_id uuid NOT NULL,
    type text COLLATE "C" NOT NULL,
    subject text NOT NULL,
    key uuid NOT NULL,
    data jsonb NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL,
    command_id uuid NOT NULL,
    correlation_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (position)
) PARTITION BY RANGE (position);
CREATE INDEX stem_event_xid ON stem_event (xid);
CREATE INDEX stem_event_event_id ON stem_event (event_id);
CREATE INDEX stem_event_key ON stem_event (key, position);
CREATE INDEX stem_event_correlation ON stem_event (correlation_id, position);
CREATE INDEX stem_event_type ON stem_event (company_id, type, position);
CREATE FUNCTION stem_event_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('sanye.rebasing', true) = 'on' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'stem_event is append-only';
END $$;
CREATE TRIGGER stem_event_append_only BEFORE UPDATE OR DELETE ON stem_event
    FOR EACH ROW EXECUTE FUNCTION stem_event_refuse_change();
"""
PARTITIONS = "\n".join(
    f"CREATE TABLE stem_event_p{n} PARTITION OF stem_event"
    f" FOR VALUES FROM ({n * PARTITION_ROWS}) TO ({(n + 1) * PARTITION_ROWS});"
    for n in range(FIRST_PARTITIONS)
)
REST = "CREATE TABLE stem_event_rest PARTITION OF stem_event DEFAULT;"


class Migration(migrations.Migration):
    dependencies = [("stem", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "\n".join([TABLE, PARTITIONS, REST]),
            "DROP TABLE stem_event CASCADE; DROP FUNCTION stem_event_refuse_change();",
        )
    ]
