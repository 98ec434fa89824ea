"""What orders take too late is kept from planning run to planning run; what an order takes is found."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.manager
import sanye.kernel.ids
from sanye.stem.rows.storage import settle
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scm", "0009_tracked_shipments"),
        ("stem", "0110_fixed_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="LateNeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sanye.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("order_id", models.UUIDField()),
                ("days", models.PositiveIntegerField(null=True)),
                ("cause_id", models.UUIDField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stem.company",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stem.item",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stem.site",
                    ),
                ),
            ],
            options={
                "db_table": "scm_late_need",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "item", "site", "order_id"), name="scm_late_need_unique"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
                ("objects", django.db.models.manager.Manager()),
            ],
        ),
        *settle("scm_late_need"),
        migrations.AddIndex(
            model_name="planrequirement",
            index=models.Index(fields=["company", "order_id"], name="scm_plan_requirement_order"),
        ),
    ]
