"""Two more ways to forecast: by the combination and by the mean of two years."""

from django.db import migrations, models

from sanye.stem.rows.together import Together

METHODS = [
    (method, method)
    for method in (
        "NAIVE",
        "SEASONAL_NAIVE",
        "SEASONAL_MEAN",
        "MOVING_AVERAGE",
        "SMOOTHED",
        "HOLT",
        "DAMPED",
        "WINTERS_ADDITIVE",
        "WINTERS_MULTIPLICATIVE",
        "THETA",
        "CROSTON",
        "SBA",
        "TSB",
        "MEDIAN",
        "COMBINED",
        "NONE",
    )
]


class Migration(migrations.Migration):
    dependencies = [("scm", "0007_light_triggers")]
    operations = [
        Together(
            operations=[
                migrations.AlterField(
                    model_name="forecastseries",
                    name="method",
                    field=models.CharField(choices=METHODS, max_length=24),
                ),
                migrations.AlterField(
                    model_name="forecastsetting",
                    name="method",
                    field=models.CharField(blank=True, choices=METHODS, max_length=24),
                ),
            ]
        )
    ]
