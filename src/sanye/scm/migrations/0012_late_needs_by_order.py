"""A run over a few nodes reads what their orders take late, and no more."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scm", "0011_taken_from_above"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="lateneed",
            index=models.Index(fields=["company", "order_id"], name="scm_late_need_order"),
        ),
    ]
