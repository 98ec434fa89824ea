"""An order also waits while its customer is blocked."""

from django.db import migrations, models

REASONS = [
    "PLANNING_OFF",
    "NO_SUPPLY",
    "REFUSED",
    "HOLD_EXPIRED",
    "CREDIT_EXCEEDED",
    "CUSTOMER_BLOCKED",
]


class Migration(migrations.Migration):
    dependencies = [("erp", "0008_figures_of_days")]
    operations = [
        migrations.AlterField(
            model_name=model,
            name="await_reason",
            field=models.CharField(
                blank=True, choices=[(reason, reason) for reason in REASONS], max_length=24
            ),
        )
        for model in ("salesorder", "salesorderevent")
    ]
