"""How tables are kept: vacuumed, analysed, filled. Written by hand."""

from django.db import migrations

from sanye.stem.rows.storage import APPENDED, QUEUES, keep, settle

APPENDED_HERE = ("crm_case_step", "crm_interaction")
QUEUES_HERE = ("crm_due_review",)


class Migration(migrations.Migration):
    dependencies = [("crm", "0004_learn_from_service")]
    operations = [*settle("crm_"), keep(APPENDED_HERE, APPENDED), keep(QUEUES_HERE, QUEUES)]
