"""What must always be true of inspections, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_SUMS = """
    SELECT inspection.number, inspection.passed_quantity, inspection.failed_quantity,
           coalesce(sum(decision.passed_quantity), 0) AS passed_by_decisions,
           coalesce(sum(decision.failed_quantity), 0) AS failed_by_decisions
      FROM erp_inspection AS inspection
      LEFT JOIN erp_inspection_decision AS decision ON decision.inspection_id = inspection.id
     WHERE inspection.company_id = %(company)s
     GROUP BY inspection.id
    HAVING inspection.passed_quantity <> coalesce(sum(decision.passed_quantity), 0)
        OR inspection.failed_quantity <> coalesce(sum(decision.failed_quantity), 0)
"""

_MOVED = """
    WITH moved AS (
        SELECT movement_id, sum(abs(quantity)) FILTER (WHERE status = 'QUARANTINE') AS quantity
          FROM erp_stock_ledger WHERE company_id = %(company)s GROUP BY movement_id
    )
    SELECT decision.id AS decision_id, decision.passed_quantity, decision.failed_quantity,
           passed.quantity AS passed_moved, failed.quantity AS failed_moved
      FROM erp_inspection_decision AS decision
      LEFT JOIN moved AS passed ON passed.movement_id = decision.passed_movement_id
      LEFT JOIN moved AS failed ON failed.movement_id = decision.failed_movement_id
     WHERE decision.company_id = %(company)s
       AND (abs(decision.passed_quantity) <> coalesce(passed.quantity, 0)
            OR decision.disposition <> 'BACK_TO_SUPPLIER'
               AND abs(decision.failed_quantity) <> coalesce(failed.quantity, 0))
"""

_RECEIPTS = """
    SELECT line.id AS receipt_line_id, line.stock_quantity,
           coalesce(sum(inspection.quantity), 0) AS inspected
      FROM erp_goods_receipt_line AS line
      JOIN erp_goods_receipt AS receipt ON receipt.id = line.receipt_id
      LEFT JOIN erp_inspection AS inspection ON inspection.source_line_id = line.id
     WHERE line.company_id = %(company)s AND receipt.kind = 'RECEIPT'
       AND receipt.movement_id IS NOT NULL AND line.stock_status = 'QUARANTINE'
     GROUP BY line.id
    HAVING line.stock_quantity > coalesce(sum(inspection.quantity), 0)
"""


@check("erp.quality.inspections_are_sums_of_decisions")
def inspections_are_sums_of_decisions(company_id: UUID) -> Outcome:
    """What passed and failed of an inspection is the sum of its decisions."""
    return find_broken("erp_inspection", _SUMS, company_id)


@check("erp.quality.stock_followed_decisions")
def stock_followed_decisions(company_id: UUID) -> Outcome:
    """What a decision let pass or fail left quarantine by its movements, or came back."""
    return find_broken("erp_inspection_decision", _MOVED, company_id)


@check("erp.quality.receipts_in_quarantine_are_inspected")
def receipts_in_quarantine_are_inspected(company_id: UUID) -> Outcome:
    """Everything that came into quarantine has had its inspection."""
    return find_broken("erp_goods_receipt_line", _RECEIPTS, company_id)


_TRENDS = """
    SELECT trend.item_id, trend.failure_code, trend.as_of_date, trend.count, found.inside,
           trend.count_before, found.before
      FROM erp_failure_trend AS trend
      CROSS JOIN LATERAL (
           SELECT count(*) FILTER (
                      WHERE failed_date > trend.as_of_date - trend.window_days) AS inside,
                  count(*) FILTER (
                      WHERE failed_date <= trend.as_of_date - trend.window_days) AS before
             FROM erp_failure AS failure
            WHERE failure.company_id = trend.company_id AND failure.item_id = trend.item_id
              AND failure.failure_code = trend.failure_code
              AND failure.failed_date <= trend.as_of_date) AS found
     WHERE trend.company_id = %(company)s
       AND (trend.count <> found.inside OR trend.count_before > found.before)
"""

_FAILED = """
    SELECT decision.id AS decision_id, decision.failed_quantity, failure.id AS failure_id
      FROM erp_inspection_decision AS decision
      JOIN erp_inspection AS inspection ON inspection.id = decision.inspection_id
      LEFT JOIN erp_inspection_decision AS reversal ON reversal.reverses_id = decision.id
      LEFT JOIN erp_failure AS failure
        ON failure.company_id = decision.company_id AND failure.root_id = decision.id
     WHERE decision.company_id = %(company)s AND inspection.source_type <> 'customer_return'
       AND decision.reverses_id IS NULL
       AND (decision.failed_quantity > 0 AND reversal.id IS NULL) <> (failure.id IS NOT NULL)
"""


@check("erp.quality.trends_are_counts_of_failures")
def trends_are_counts_of_failures(company_id: UUID) -> Outcome:
    """What a trend counts in its window are failures of that time."""
    return find_broken("erp_failure_trend", _TRENDS, company_id)


@check("erp.quality.failed_decisions_are_failures")
def failed_decisions_are_failures(company_id: UUID) -> Outcome:
    """Every decision by which something failed, and was not taken back, is one failure."""
    return find_broken("erp_inspection_decision", _FAILED, company_id)
