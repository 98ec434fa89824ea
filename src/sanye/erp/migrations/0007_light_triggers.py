"""Triggers that cost what they do and no more."""

from django.db import migrations

from sanye.stem.rows.triggers import lighten_triggers


class Migration(migrations.Migration):
    dependencies = [("erp", "0006_lists_by_index")]
    operations = [lighten_triggers()]
