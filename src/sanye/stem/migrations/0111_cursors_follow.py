"""What each cursor follows; not known until a release that writes it has worked on the cursor."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stem", "0110_fixed_facts")]
    operations = [
        migrations.AddField(
            model_name="cursorrow",
            name="follows",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
