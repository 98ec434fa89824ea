"""Figures of days are counted from the present: what was settled or posted long ago is not read."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("erp", "0007_light_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="valuation",
            index=models.Index(fields=["company", "posting_date"], name="erp_valuation_posting"),
        ),
        migrations.AddIndex(
            model_name="openitem",
            index=models.Index(
                fields=["company", "side", "settled_date"], name="erp_open_item_settled_on"
            ),
        ),
    ]
