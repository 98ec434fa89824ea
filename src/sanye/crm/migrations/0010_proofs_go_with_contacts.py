"""A contact that is deleted takes his proof of consent along; nothing changes in the database."""

import django.db.models
from django.db import migrations

import sanye.crm.consent.models


class Migration(migrations.Migration):
    dependencies = [("crm", "0009_asked_back_once")]

    operations = [
        migrations.AlterField(
            model_name="consent",
            name="contact",
            field=django.db.models.ForeignKey(
                null=True,
                on_delete=sanye.crm.consent.models.forget_proof,
                related_name="+",
                to="stem.partycontact",
            ),
        )
    ]
