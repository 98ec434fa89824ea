import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scm", "0005_add_transport")]

    operations = [
        migrations.RemoveConstraint(
            model_name="supplierrejection", name="scm_supplier_rejection_unique"
        ),
        migrations.AddField(
            model_name="supplierrejection",
            name="decision_id",
            field=models.UUIDField(default=uuid.uuid4),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="supplierrejection",
            constraint=models.UniqueConstraint(
                fields=("company", "decision_id"), name="scm_supplier_rejection_unique"
            ),
        ),
    ]
