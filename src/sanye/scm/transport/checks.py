"""What must always be true of transport, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_TOLD = """
    WITH told AS (
        SELECT DISTINCT ON (event.key) event.key AS delivery_id,
               upper(split_part(event.type, '.', 4)) AS status
          FROM stem_event AS event
          JOIN stem_cursor AS cursor
            ON cursor.company_id = event.company_id
           AND cursor.name = 'scm.transport.known_deliveries'
         WHERE event.company_id = %(company)s AND event.type LIKE 'sanye.erp.delivery.%%'
           AND (pg_visible_in_snapshot(event.xid, cursor.done::pg_snapshot)
                OR event.xid = pg_current_xact_id_if_assigned()
                OR cursor.target IS NOT NULL
                   AND pg_visible_in_snapshot(event.xid, cursor.target::pg_snapshot)
                   AND event.position <= cursor.page_position)
           AND NOT EXISTS (SELECT FROM stem_parked_event AS parked
                            WHERE parked.cursor_id = cursor.id
                              AND parked.position = event.position)
         ORDER BY event.key, event.position DESC
    )
    SELECT coalesce(known.delivery_id, told.delivery_id) AS delivery_id,
           known.status, told.status AS told
      FROM (SELECT delivery_id, status FROM scm_known_delivery
             WHERE company_id = %(company)s) AS known
      FULL JOIN told ON told.delivery_id = known.delivery_id
     WHERE known.status IS DISTINCT FROM told.status
       AND EXISTS (SELECT FROM stem_cursor AS cursor
                    WHERE cursor.company_id = %(company)s
                      AND cursor.name = 'scm.transport.known_deliveries')
"""

_STOPS = """
    SELECT shipment.number, shipment.status, stop.delivery_number, stop.status AS stop_status
      FROM scm_shipment AS shipment
      LEFT JOIN scm_shipment_stop AS stop
        ON stop.shipment_id = shipment.id AND stop.status <> 'REMOVED'
     WHERE shipment.company_id = %(company)s
       AND CASE shipment.status
             WHEN 'PLANNED' THEN stop.status IS DISTINCT FROM 'PLANNED'
             WHEN 'DISPATCHED' THEN stop.id IS NULL OR stop.status = 'PLANNED'
             WHEN 'DELIVERED' THEN stop.status IS DISTINCT FROM 'DELIVERED'
             ELSE stop.id IS NOT NULL END
    UNION ALL
    SELECT shipment.number, shipment.status, '', 'nothing under way'
      FROM scm_shipment AS shipment
     WHERE shipment.company_id = %(company)s AND shipment.status = 'DISPATCHED'
       AND NOT EXISTS (SELECT FROM scm_shipment_stop AS stop
                        WHERE stop.shipment_id = shipment.id AND stop.status = 'UNDERWAY')
"""

_COST = """
    SELECT shipment.number, shipment.freight_cost, coalesce(sum(charge.amount), 0) AS charged
      FROM scm_shipment AS shipment
      LEFT JOIN scm_freight_charge AS charge ON charge.shipment_id = shipment.id
     WHERE shipment.company_id = %(company)s
     GROUP BY shipment.id HAVING shipment.freight_cost <> coalesce(sum(charge.amount), 0)
"""

_SHARES = """
    SELECT charge.id AS charge_id, charge.amount, coalesce(sum(share.amount), 0) AS shared
      FROM scm_freight_charge AS charge
      LEFT JOIN scm_freight_share AS share ON share.charge_id = charge.id
     WHERE charge.company_id = %(company)s
     GROUP BY charge.id HAVING charge.amount <> coalesce(sum(share.amount), 0)
"""

_TOLD_FREIGHT = """
    SELECT coalesce(charge.id, told.accrual_id) AS accrual_id, charge.amount,
           told.amount AS told
      FROM (SELECT id, amount FROM scm_freight_charge
             WHERE company_id = %(company)s AND kind <> 'INVOICED') AS charge
      FULL JOIN (
           SELECT (data ->> 'accrual_id')::uuid AS accrual_id,
                  (data ->> 'amount')::numeric AS amount
             FROM stem_event
            WHERE company_id = %(company)s AND type = 'sanye.scm.freight.accrued.v1') AS told
        ON told.accrual_id = charge.id
     WHERE charge.amount IS DISTINCT FROM told.amount
"""

_BEHIND = """
    SELECT stop.delivery_number, stop.status, known.status AS delivery_status
      FROM scm_shipment_stop AS stop
      JOIN scm_shipment AS shipment ON shipment.id = stop.shipment_id
      JOIN scm_known_delivery AS known
        ON known.company_id = stop.company_id AND known.delivery_id = stop.delivery_id
     WHERE stop.company_id = %(company)s
       AND (stop.status = 'UNDERWAY' AND known.status NOT IN ('SHIPPED', 'PROVEN')
            AND shipment.dispatched_at < now() - interval '1 hour'
            OR stop.status = 'DELIVERED' AND known.status <> 'PROVEN'
            AND stop.delivered_at < now() - interval '1 hour')
"""


@check("scm.transport.known_deliveries_are_what_was_told")
def known_deliveries_are_what_was_told(company_id: UUID) -> Outcome:
    """Each known delivery is in the state that was told last, up to the cursor's position."""
    return find_broken("scm_known_delivery", _TOLD, company_id)


@check("scm.transport.stops_follow_their_shipment")
def stops_follow_their_shipment(company_id: UUID) -> Outcome:
    """Nothing on a planned shipment is under way, and all of a delivered one has arrived."""
    return find_broken("scm_shipment_stop", _STOPS, company_id)


@check("scm.transport.cost_is_charged")
def cost_is_charged(company_id: UUID) -> Outcome:
    """A shipment's freight cost is the sum of its charges."""
    return find_broken("scm_shipment", _COST, company_id)


@check("scm.transport.charges_are_shared")
def charges_are_shared(company_id: UUID) -> Outcome:
    """The deliveries' shares add up to each charge, to the cent."""
    return find_broken("scm_freight_charge", _SHARES, company_id)


@check("scm.transport.accruals_are_told")
def accruals_are_told(company_id: UUID) -> Outcome:
    """Every charge that is accrued was told to the books, with its amount."""
    return find_broken("scm_freight_charge", _TOLD_FREIGHT, company_id)


@check("scm.transport.owners_follow")
def owners_follow(company_id: UUID) -> Outcome:
    """What left or arrived with a shipment is shipped or proven by its owner within the hour."""
    return find_broken("scm_shipment_stop", _BEHIND, company_id)
