"""How tables are kept: vacuumed, analysed, filled. Written by hand."""

from django.db import migrations

from sanye.stem.rows.storage import APPENDED, HEAPS, QUEUES, keep, settle

APPENDED_HERE = ("scm_freight_charge", "scm_freight_share")
HEAPS_HERE = ("scm_known_stock",)
QUEUES_HERE = ("scm_net_change", "scm_supplier_to_evaluate")


class Migration(migrations.Migration):
    dependencies = [("scm", "0003_close_the_loop")]
    operations = [
        *settle("scm_"),
        keep(APPENDED_HERE, APPENDED),
        keep(HEAPS_HERE, HEAPS),
        keep(QUEUES_HERE, QUEUES),
    ]
