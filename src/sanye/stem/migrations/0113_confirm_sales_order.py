"""Roles that a company made itself name the confirmation of sales orders as it is called now."""

from django.db import migrations

OLD, NEW = "erp.sales_orders.record_confirmation", "erp.sales_orders.confirm_sales_order"
_RENAME = "UPDATE stem_role SET permissions = array_replace(permissions, '{}', '{}')"


class Migration(migrations.Migration):
    dependencies = [("stem", "0112_cursors_counted_since")]
    operations = [
        migrations.RunSQL(
            f"{_RENAME.format(OLD, NEW)} WHERE '{OLD}' = ANY(permissions)",
            f"{_RENAME.format(NEW, OLD)} WHERE '{NEW}' = ANY(permissions)",
        ),
    ]
