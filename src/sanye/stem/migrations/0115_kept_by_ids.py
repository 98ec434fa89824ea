"""Changes of masters are noted with the items that they are of, so that what is kept of others stays.
By hand."""

from django.db import migrations

from sanye.stem.rows.kept import note_changed_ids

FUNCTIONS = """
ALTER TABLE stem_kept_change ADD COLUMN keys uuid[];
CREATE OR REPLACE FUNCTION stem_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stem_kept_change AS known (table_name) VALUES (TG_TABLE_NAME)
        ON CONFLICT (xid, table_name) DO UPDATE SET keys = NULL WHERE known.keys IS NOT NULL;
    RETURN NULL;
END $$;
CREATE FUNCTION stem_note_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    most CONSTANT integer := 100;
    found uuid[];
BEGIN
    EXECUTE format(
        'SELECT array_agg(key) FROM (SELECT DISTINCT key FROM (%s) AS named LIMIT %s) AS few',
        TG_ARGV[0], most + 1
    ) INTO found;
    IF found IS NULL THEN
        RETURN NULL;
    END IF;
    IF cardinality(found) > most THEN
        found := NULL;
    END IF;
    INSERT INTO stem_kept_change AS known (table_name, keys) VALUES (TG_TABLE_NAME, found)
        ON CONFLICT (xid, table_name) DO UPDATE SET keys = CASE
            WHEN EXCLUDED.keys IS NULL OR cardinality(known.keys || EXCLUDED.keys) > 2 * most THEN NULL
            ELSE ARRAY(SELECT unnest(known.keys) UNION SELECT unnest(EXCLUDED.keys))
        END
        WHERE known.keys IS NOT NULL AND NOT coalesce(EXCLUDED.keys <@ known.keys, false);
    RETURN NULL;
END $$;
"""
UNDO = """
DROP FUNCTION stem_note_keys;
CREATE OR REPLACE FUNCTION stem_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stem_kept_change (table_name) VALUES (TG_TABLE_NAME) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
ALTER TABLE stem_kept_change DROP COLUMN keys;
"""
OF_ITEM = "SELECT item_id AS key FROM changed"
ITEMS = {
    "stem_bill": "SELECT item_id AS key FROM changed UNION ALL"
    " SELECT component_id FROM changed JOIN stem_bill_line ON bill_id = changed.id",
    "stem_bill_line": "SELECT component_id AS key FROM changed UNION ALL"
    " SELECT item_id FROM changed JOIN stem_bill ON stem_bill.id = bill_id",
    "stem_item": "SELECT id AS key FROM changed",
    "stem_item_site": OF_ITEM,
    "stem_item_unit": OF_ITEM,
    "stem_routing": OF_ITEM,
    "stem_routing_operation": "SELECT item_id AS key FROM changed"
    " JOIN stem_routing ON stem_routing.id = routing_id",
    "stem_supplier_term": OF_ITEM,
}


class Migration(migrations.Migration):
    dependencies = [("stem", "0114_log_without_spares")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO), note_changed_ids(ITEMS)]
