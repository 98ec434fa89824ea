"""Learned lead times are noted with their items. By hand."""

from django.db import migrations

from sanye.stem.rows.kept import note_changed_ids

ITEMS = {"scm_known_lead_time": "SELECT item_id AS key FROM changed"}


class Migration(migrations.Migration):
    dependencies = [("scm", "0014_overtaken_advice"), ("stem", "0115_kept_by_ids")]
    operations = [note_changed_ids(ITEMS)]
