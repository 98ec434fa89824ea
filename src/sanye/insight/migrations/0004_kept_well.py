"""How tables are kept: vacuumed, analysed, filled. Written by hand."""

from django.db import migrations

from sanye.stem.rows.storage import settle


class Migration(migrations.Migration):
    dependencies = [("insight", "0003_close_the_loop")]
    operations = settle("insight_")
