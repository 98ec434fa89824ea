"""Advice that was overtaken long ago is found by its day, to be forgotten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scm", "0013_room_for_planned")]

    operations = [
        migrations.AddIndex(
            model_name="actionmessage",
            index=models.Index(
                fields=["company", "decided_at"],
                condition=models.Q(("status", "OVERTAKEN")),
                name="scm_action_message_overtaken",
            ),
        ),
    ]
