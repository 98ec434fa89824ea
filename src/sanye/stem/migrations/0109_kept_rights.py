"""Who may do what is kept in memory beside master data. By hand."""

from django.db import migrations

from sanye.stem.rows.kept import note_changes

KEPT_HERE = ("stem_api_key", "stem_membership", "stem_role", "stem_user")


class Migration(migrations.Migration):
    dependencies = [("stem", "0108_light_triggers")]
    operations = [note_changes(KEPT_HERE)]
