"""What must always be true of production, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_ISSUED = """
    SELECT component.id AS component_line_id, component.issued_quantity,
           coalesce(-moved.quantity, 0) AS in_ledger
      FROM erp_production_component AS component
      LEFT JOIN (
           SELECT ledger.source_line_id, sum(ledger.quantity) AS quantity
             FROM erp_stock_ledger AS ledger
             JOIN erp_stock_movement AS movement ON movement.id = ledger.movement_id
            WHERE ledger.company_id = %(company)s AND movement.kind = 'PRODUCTION_ISSUE'
            GROUP BY ledger.source_line_id) AS moved
        ON moved.source_line_id = component.id
     WHERE component.company_id = %(company)s
       AND component.issued_quantity <> coalesce(-moved.quantity, 0)
"""

_COMPLETED = """
    SELECT production.number, production.completed_quantity,
           coalesce(moved.quantity, 0) AS in_ledger,
           coalesce(completions.quantity, 0) AS in_completions
      FROM erp_production_order AS production
      LEFT JOIN (
           SELECT movement.source_id, sum(ledger.quantity) AS quantity
             FROM erp_stock_ledger AS ledger
             JOIN erp_stock_movement AS movement ON movement.id = ledger.movement_id
            WHERE ledger.company_id = %(company)s AND movement.kind = 'PRODUCTION_COMPLETION'
            GROUP BY movement.source_id) AS moved
        ON moved.source_id = production.id
      LEFT JOIN (
           SELECT production_order_id, sum(quantity) AS quantity
             FROM erp_production_completion WHERE company_id = %(company)s
            GROUP BY production_order_id) AS completions
        ON completions.production_order_id = production.id
     WHERE production.company_id = %(company)s
       AND (production.completed_quantity <> coalesce(moved.quantity, 0)
            OR production.completed_quantity <> coalesce(completions.quantity, 0))
"""

_REPORTED = """
    SELECT operation.id AS operation_id, operation.good_quantity, operation.scrap_quantity,
           sum(report.good_quantity) AS good_reported, sum(report.scrap_quantity) AS scrap_reported
      FROM erp_production_operation AS operation
      LEFT JOIN erp_operation_report AS report ON report.operation_id = operation.id
     WHERE operation.company_id = %(company)s
     GROUP BY operation.id
    HAVING operation.good_quantity <> coalesce(sum(report.good_quantity), 0)
        OR operation.scrap_quantity <> coalesce(sum(report.scrap_quantity), 0)
        OR operation.actual_setup_minutes <> coalesce(sum(report.setup_minutes), 0)
        OR operation.actual_run_minutes <> coalesce(sum(report.run_minutes), 0)
"""


@check("erp.production.issued_is_in_ledger")
def issued_is_in_ledger(company_id: UUID) -> Outcome:
    """What every component line counts as issued is what the stock ledger gave it."""
    return find_broken("erp_production_component", _ISSUED, company_id)


@check("erp.production.completed_is_in_ledger")
def completed_is_in_ledger(company_id: UUID) -> Outcome:
    """What every order counts as completed is what its completions put into the stock ledger."""
    return find_broken("erp_production_order", _COMPLETED, company_id)


@check("erp.production.reported_is_sum_of_reports")
def reported_is_sum_of_reports(company_id: UUID) -> Outcome:
    """Quantities and minutes of every operation are the sum of its reports."""
    return find_broken("erp_production_operation", _REPORTED, company_id)
