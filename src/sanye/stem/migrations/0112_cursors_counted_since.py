"""From where on a cursor's events are counted, where it was paging when its set of types changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stem", "0111_cursors_follow")]
    operations = [
        migrations.AddField(
            model_name="cursorrow",
            name="start_target",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="cursorrow",
            name="start_page_position",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
