import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0005_add_satisfaction"),
    ]

    operations = [
        migrations.AlterField(
            model_name="interaction",
            name="account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="interactions",
                to="crm.account",
            ),
        ),
        migrations.AlterField(
            model_name="interactionevent",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="crm.account",
            ),
        ),
    ]
