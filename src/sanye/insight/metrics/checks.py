"""What `sanye verify` proves of metrics."""

from uuid import UUID

from django.db import connection

from sanye.kernel.checks import Outcome, check


@check("insight.metrics.orders_are_those_told")
def orders_are_those_told(company_id: UUID) -> Outcome:
    """Every order that was placed or imported, up to the cursor's position, is measured once."""
    return _compare(
        company_id,
        "SELECT key FROM stem_event WHERE company_id = %s AND type = ANY(%s)"
        " EXCEPT SELECT order_id FROM insight_order_fact WHERE company_id = %s",
        ["sanye.erp.sales_order.placed.v1", "sanye.erp.sales_order.imported.v1"],
        "SELECT count(*) FROM insight_order_fact WHERE company_id = %s",
    )


@check("insight.metrics.documents_are_those_told")
def documents_are_those_told(company_id: UUID) -> Outcome:
    """Every document that may be in error is counted once; a reversal is another's correction."""
    return _compare(
        company_id,
        "SELECT key FROM stem_event WHERE company_id = %s AND type = ANY(%s)"
        " AND data ->> 'reverses_movement_id' IS NULL"
        " EXCEPT SELECT document_id FROM insight_document_fact WHERE company_id = %s",
        [
            f"sanye.erp.{name}.v1"
            for name in (
                "sales_order.placed",
                "sales_order.imported",
                "delivery.created",
                "sales_invoice.issued",
                "payment.received",
                "payment.made",
                "stock.moved",
            )
        ],
        "SELECT count(*) FROM insight_document_fact WHERE company_id = %s",
    )


@check("insight.metrics.shipped_lines_are_shipped")
def shipped_lines_are_shipped(company_id: UUID) -> Outcome:
    """What a line still lacks is what the newest delivery of it told."""
    told = (
        "SELECT DISTINCT ON (line ->> 'schedule_line_id')"
        " (line ->> 'schedule_line_id')::uuid AS id,"
        " (line ->> 'open_quantity')::numeric AS open_quantity FROM stem_event,"
        " jsonb_array_elements(data -> 'lines') AS line WHERE company_id = %s AND type = ANY(%s)"
        " ORDER BY line ->> 'schedule_line_id', position DESC"
    )
    types = [
        f"sanye.erp.{name}.v1"
        for name in ("delivery.shipped", "sales_order.amended", "sales_order.confirmed")
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT fact.schedule_line_id, fact.open_quantity, told.open_quantity"  # noqa: S608 - constant
            f" FROM ({told}) AS told JOIN insight_line_fact AS fact"
            " ON fact.schedule_line_id = told.id AND fact.company_id = %s"
            " WHERE fact.open_quantity <> told.open_quantity AND fact.quantity > 0",
            [company_id, types, company_id],
        )
        wrong = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM insight_line_fact WHERE company_id = %s", [company_id])
        checked = cursor.fetchone()[0]
    problems = tuple(f"line {row[0]}: {row[1]} open, {row[2]} told" for row in wrong)
    return Outcome(checked=checked, problems=problems)


def _compare(company_id: UUID, missing: str, types: list[str], counted: str) -> Outcome:
    with connection.cursor() as cursor:
        cursor.execute(missing, [company_id, types, company_id])
        problems = tuple(f"{row[0]} is not measured" for row in cursor.fetchall())
        cursor.execute(counted, [company_id])
        checked = cursor.fetchone()[0]
    return Outcome(checked=checked, problems=problems)
