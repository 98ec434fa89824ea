"""Triggers that cost what they do and no more."""

from django.db import migrations

from sanye.stem.rows.triggers import lighten_triggers


class Migration(migrations.Migration):
    dependencies = [("scm", "0006_kept_rows")]
    operations = [lighten_triggers()]
