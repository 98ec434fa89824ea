"""A run notes of each line of demand that it is planned: the row's next version finds room beside
it, and four indexes need not learn of it."""

from django.db import migrations

from sanye.stem.rows.storage import CHANGED_ONCE, keep


class Migration(migrations.Migration):
    dependencies = [("scm", "0012_late_needs_by_order")]

    operations = [keep(["scm_known_demand"], CHANGED_ONCE)]
