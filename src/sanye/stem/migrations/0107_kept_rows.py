"""Changes of tables whose rows processes keep in memory (`sanye.stem.rows.kept`). By hand."""

from django.db import migrations

from sanye.stem.rows.kept import note_changes
from sanye.stem.rows.storage import QUEUES, keep, settle

TABLE = """
CREATE TABLE stem_kept_change (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    table_name text COLLATE "C" NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (xid, table_name)
);
CREATE FUNCTION stem_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stem_kept_change (table_name) VALUES (TG_TABLE_NAME) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""
UNDO = "DROP TABLE stem_kept_change; DROP FUNCTION stem_note_change;"
KEPT_HERE = (
    "stem_bill",
    "stem_bill_line",
    "stem_calendar",
    "stem_calendar_exception",
    "stem_calendar_shift",
    "stem_company",
    "stem_exchange_rate",
    "stem_item",
    "stem_item_company",
    "stem_item_site",
    "stem_item_unit",
    "stem_party",
    "stem_party_address",
    "stem_party_company",
    "stem_payment_term",
    "stem_price_list",
    "stem_price_list_line",
    "stem_promotion",
    "stem_promotion_item",
    "stem_routing",
    "stem_routing_operation",
    "stem_site",
    "stem_supplier_term",
    "stem_tax",
    "stem_unit",
)


class Migration(migrations.Migration):
    dependencies = [("stem", "0106_lists_by_index")]
    operations = [
        migrations.RunSQL(TABLE, UNDO),
        *settle("stem_kept_"),
        keep(("stem_kept_change",), QUEUES),
        note_changes(KEPT_HERE),
    ]
