"""Learned lead times are kept in memory beside master data. By hand."""

from django.db import migrations

from sanye.stem.rows.kept import note_changes

KEPT_HERE = ("scm_known_lead_time",)


class Migration(migrations.Migration):
    dependencies = [("scm", "0005_lists_by_index"), ("stem", "0107_kept_rows")]
    operations = [note_changes(KEPT_HERE)]
