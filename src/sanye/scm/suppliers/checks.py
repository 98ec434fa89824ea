"""What must always be true of suppliers' history, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_TOLD = """
    SELECT coalesce(known.line_id, told.line_id) AS line_id,
           coalesce(known.quantity, 0) AS known, coalesce(told.quantity, 0) AS told
      FROM (SELECT line_id, sum(quantity) AS quantity FROM scm_supplier_receipt
             WHERE company_id = %(company)s GROUP BY 1) AS known
      FULL JOIN (
           SELECT (line->>'line_id')::uuid AS line_id, sum(quantity) AS quantity
             FROM stem_event AS event
             JOIN stem_cursor AS position
               ON position.company_id = event.company_id
              AND position.name = 'scm.suppliers.history'
             CROSS JOIN LATERAL (
                  SELECT jsonb_build_object('line_id', coalesce(
                             item->>'schedule_line_id', item->>'purchase_order_line_id')) AS line,
                         (CASE event.type WHEN 'sanye.erp.goods.received.v1'
                          THEN item->>'quantity' ELSE item->>'received_quantity' END)::numeric
                             AS quantity,
                         event.type = 'sanye.erp.goods.received.v1'
                         OR item->>'received_date' IS NOT NULL AS came
                    FROM jsonb_array_elements(event.data->'lines') AS item) AS lines
            WHERE event.company_id = %(company)s AND lines.came AND lines.quantity > 0
              AND event.type IN ('sanye.erp.goods.received.v1',
                                 'sanye.erp.purchase_order.imported.v1')
              AND (pg_visible_in_snapshot(event.xid, position.done::pg_snapshot)
                   OR event.xid = pg_current_xact_id_if_assigned()
                   OR position.target IS NOT NULL
                      AND pg_visible_in_snapshot(event.xid, position.target::pg_snapshot)
                      AND event.position <= position.page_position)
              AND NOT EXISTS (SELECT FROM stem_parked_event AS parked
                               WHERE parked.cursor_id = position.id
                                 AND parked.position = event.position)
            GROUP BY 1) AS told
        ON told.line_id = known.line_id
     WHERE coalesce(known.quantity, 0) <> coalesce(told.quantity, 0)
"""

_SUMS = """
    SELECT line.line_id, line.received_quantity, line.rejected_quantity,
           coalesce(sum(receipt.quantity), 0) AS received,
           coalesce(sum(receipt.rejected_quantity), 0) AS rejected
      FROM scm_supplier_line AS line
      LEFT JOIN scm_supplier_receipt AS receipt
        ON receipt.company_id = line.company_id AND receipt.line_id = line.line_id
     WHERE line.company_id = %(company)s
     GROUP BY line.id
    HAVING line.received_quantity <> coalesce(sum(receipt.quantity), 0)
        OR line.rejected_quantity <> coalesce(sum(receipt.rejected_quantity), 0)
"""

_COUNTED = """
    SELECT score.supplier_id, score.line_count, score.open_line_count,
           count(line.id) FILTER (WHERE line.counted_date IS NOT NULL) AS counted,
           count(line.id) FILTER (WHERE line.open_quantity > 0) AS open
      FROM scm_supplier_score AS score
      LEFT JOIN scm_supplier_line AS line
        ON line.company_id = score.company_id AND line.supplier_id = score.supplier_id
       AND line.sent_at IS NOT NULL
       AND (line.asked_date >= score.as_of_date - 730 OR line.open_quantity > 0)
     WHERE score.company_id = %(company)s
       AND NOT EXISTS (SELECT FROM scm_supplier_to_evaluate AS noted
                        WHERE noted.company_id = score.company_id
                          AND noted.supplier_id = score.supplier_id)
     GROUP BY score.id
    HAVING score.line_count <> count(line.id) FILTER (WHERE line.counted_date IS NOT NULL)
        OR score.open_line_count <> count(line.id) FILTER (WHERE line.open_quantity > 0)
"""

_GROUNDLESS = """
    SELECT alert.id AS alert_id, alert.kind, alert.line_id
      FROM scm_supplier_alert AS alert
      LEFT JOIN scm_supplier_line AS line
        ON line.company_id = alert.company_id AND line.line_id = alert.line_id
     WHERE alert.company_id = %(company)s AND alert.status <> 'CLOSED'
       AND alert.kind IN ('UNCONFIRMED', 'LIKELY_LATE', 'CONFIRMED_LATE', 'OVERDUE')
       AND coalesce(line.open_quantity, 0) = 0
       AND NOT EXISTS (SELECT FROM scm_supplier_to_evaluate AS noted
                        WHERE noted.company_id = alert.company_id
                          AND noted.supplier_id = alert.supplier_id)
"""


@check("scm.suppliers.receipts_are_what_was_told")
def receipts_are_what_was_told(company_id: UUID) -> Outcome:
    """Receipts of each line equal those of the log up to the cursor's position."""
    return find_broken("scm_supplier_receipt", _TOLD, company_id)


@check("scm.suppliers.lines_are_sums_of_receipts")
def lines_are_sums_of_receipts(company_id: UUID) -> Outcome:
    """What a line received, and what of it was rejected, is the sum of its receipts."""
    return find_broken("scm_supplier_line", _SUMS, company_id)


@check("scm.suppliers.scores_count_their_lines")
def scores_count_their_lines(company_id: UUID) -> Outcome:
    """Each score counts the lines it lists."""
    return find_broken("scm_supplier_score", _COUNTED, company_id)


@check("scm.suppliers.alerts_have_a_cause")
def alerts_have_a_cause(company_id: UUID) -> Outcome:
    """A live alert about a line has a line that is still open."""
    return find_broken("scm_supplier_alert", _GROUNDLESS, company_id)
