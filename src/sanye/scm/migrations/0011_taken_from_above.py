"""Who takes what of a component in the plan, so that a run may look only below a change."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scm", "0010_late_needs"),
        ("stem", "0110_fixed_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="planningrun",
            name="snapshot",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="planrequirement",
            name="is_of_phantom",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="planrequirement",
            name="is_phantom",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="planrequirement",
            name="maker_item_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="planrequirement",
            name="maker_site_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="planrequirement",
            name="priority",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="planrequirement",
            name="sequence",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddIndex(
            model_name="actionmessage",
            index=models.Index(fields=["company", "order_line_id"], name="scm_action_message_line"),
        ),
    ]
