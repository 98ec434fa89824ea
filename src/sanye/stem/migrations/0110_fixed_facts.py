"""A company's currency and time zone stay what they were: processes keep them in memory."""

import pgtrigger.compiler
from django.db import migrations
from pgtrigger.migrations import AddTrigger

from sanye.stem.rows.triggers import lighten_triggers

_CHANGES = (
    'WHEN (OLD."functional_currency" IS DISTINCT FROM (NEW."functional_currency")'
    ' OR OLD."time_zone" IS DISTINCT FROM (NEW."time_zone"))'
)


class Migration(migrations.Migration):
    dependencies = [("stem", "0109_kept_rights")]
    operations = [
        AddTrigger(
            model_name="company",
            trigger=pgtrigger.compiler.Trigger(
                name="fixed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition=_CHANGES,
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table',"
                    " TG_TABLE_NAME;",
                    hash="76db1d9c522bf3877f11fb235a697401fc302a84",
                    operation="UPDATE",
                    pgid="pgtrigger_fixed_21234",
                    table="stem_company",
                    when="BEFORE",
                ),
            ),
        ),
        lighten_triggers(),
    ]
