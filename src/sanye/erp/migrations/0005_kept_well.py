"""How tables are kept: vacuumed, analysed, filled. Written by hand."""

from django.db import migrations

from sanye.stem.rows.storage import APPENDED, HEAPS, keep, settle

APPENDED_HERE = (
    "erp_stock_movement",
    "erp_stock_ledger",
    "erp_valuation",
    "erp_valuation_line",
    "erp_journal_entry",
    "erp_posting",
    "erp_settlement",
    "erp_operation_report",
    "erp_production_completion",
    "erp_return_settlement",
    "erp_return_settlement_line",
    "erp_sales_order_amendment",
    "erp_sales_order_change",
)
HEAPS_HERE = ("erp_stock_balance", "erp_item_value", "erp_received_not_invoiced")


class Migration(migrations.Migration):
    dependencies = [("erp", "0004_learn_from_service")]
    operations = [
        *settle("erp_"),
        keep(APPENDED_HERE, APPENDED),
        keep(HEAPS_HERE, HEAPS),
    ]
