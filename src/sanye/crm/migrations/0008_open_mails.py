"""What has not been sent is counted without reading what has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crm", "0007_light_triggers")]

    operations = [
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                fields=["state"],
                condition=models.Q(("state__in", ["WAITING", "SENDING", "FAILED"])),
                name="crm_outgoing_mail_open",
            ),
        ),
    ]
