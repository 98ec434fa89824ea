"""What must always be true of people, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_COVERED = """
    SELECT employee.id AS employee_id, employee.hired_date, employee.last_date,
           count(part.id) AS assignments
      FROM erp_employee AS employee
      LEFT JOIN erp_assignment AS part ON part.employee_id = employee.id
     WHERE employee.company_id = %(company)s
     GROUP BY employee.id
    HAVING min(part.valid_from_date) IS DISTINCT FROM employee.hired_date
        OR max(coalesce(part.valid_to_date, 'infinity'))
           <> coalesce(employee.last_date + 1, 'infinity'::date)
        OR count(*) - 1 <> count(*) FILTER (WHERE EXISTS (
             SELECT 1 FROM erp_assignment AS following
              WHERE following.employee_id = employee.id
                AND following.valid_from_date = part.valid_to_date))
"""

_UNITS = """
    WITH RECURSIVE above (id, top, path) AS (
        SELECT id, parent_id, ARRAY[id] FROM erp_org_unit WHERE company_id = %(company)s
        UNION ALL
        SELECT above.id, unit.parent_id, above.path || unit.id
          FROM above JOIN erp_org_unit AS unit ON unit.id = above.top
         WHERE unit.id <> ALL(above.path)
    )
    SELECT above.id AS org_unit_id FROM above
     WHERE above.top = ANY(above.path)
     GROUP BY above.id
"""

_ERASED = """
    SELECT employee.id AS employee_id
      FROM erp_employee AS employee
     WHERE employee.company_id = %(company)s AND employee.erased_at IS NOT NULL
       AND (employee.user_id IS NOT NULL
            OR EXISTS (SELECT 1 FROM erp_employee_personal AS row
                        WHERE row.employee_id = employee.id)
            OR EXISTS (SELECT 1 FROM erp_employee_contract AS row
                        WHERE row.employee_id = employee.id
                          AND (row.pay_amount IS NOT NULL OR row.pay_grade <> ''))
            OR EXISTS (SELECT 1 FROM erp_leave_request AS row
                        WHERE row.employee_id = employee.id AND row.note <> ''))
"""

_LINES = """
    SELECT line.id AS roster_line_id, line.work_date, roster.first_date, roster.last_date
      FROM erp_roster_line AS line
      JOIN erp_roster AS roster ON roster.id = line.roster_id
      LEFT JOIN stem_work_center AS center ON center.id = line.work_center_id
     WHERE line.company_id = %(company)s
       AND (line.work_date NOT BETWEEN roster.first_date AND roster.last_date
            OR center.site_id <> roster.site_id)
"""

_SHIFTS = """
    SELECT one.id AS roster_line_id, other.id AS other_line_id, one.employee_id
      FROM erp_roster_line AS one
      JOIN erp_roster AS r1 ON r1.id = one.roster_id AND r1.status = 'PUBLISHED'
      JOIN erp_shift_pattern AS s1 ON s1.id = one.shift_id
      JOIN erp_roster_line AS other ON other.employee_id = one.employee_id AND other.id > one.id
       AND other.work_date BETWEEN one.work_date - 1 AND one.work_date + 1
      JOIN erp_roster AS r2 ON r2.id = other.roster_id AND r2.status = 'PUBLISHED'
      JOIN erp_shift_pattern AS s2 ON s2.id = other.shift_id
     WHERE one.company_id = %(company)s
       AND s1.start_minute < (other.work_date - one.work_date) * 1440 + s2.end_minute
       AND (other.work_date - one.work_date) * 1440 + s2.start_minute < s1.end_minute
"""

_LEAVE = """
    SELECT request.id AS leave_id, employee.hired_date, employee.last_date
      FROM erp_leave_request AS request
      JOIN erp_employee AS employee ON employee.id = request.employee_id
     WHERE request.company_id = %(company)s
       AND (cardinality(request.dates) = 0
            OR request.first_date < employee.hired_date
            OR EXISTS (SELECT 1 FROM unnest(request.dates) AS day
                        WHERE day NOT BETWEEN request.first_date AND request.last_date))
"""


@check("erp.people.everybody_stands_somewhere")
def everybody_stands_somewhere(company_id: UUID) -> Outcome:
    """An employee's assignments cover the days from hiring to leaving without a gap."""
    return find_broken("erp_employee", _COVERED, company_id)


@check("erp.people.units_are_a_tree")
def units_are_a_tree(company_id: UUID) -> Outcome:
    """No unit stands below itself."""
    return find_broken("erp_org_unit", _UNITS, company_id)


@check("erp.people.erased_is_gone")
def erased_is_gone(company_id: UUID) -> Outcome:
    """Nothing personal is kept of an erased person."""
    return find_broken("erp_employee", _ERASED, company_id)


@check("erp.people.lines_fit_their_roster")
def lines_fit_their_roster(company_id: UUID) -> Outcome:
    """Lines lie within the days and at work centers of the site of their roster."""
    return find_broken("erp_roster_line", _LINES, company_id)


@check("erp.people.nobody_works_twice")
def nobody_works_twice(company_id: UUID) -> Outcome:
    """Published shifts of one person never overlap."""
    return find_broken("erp_roster_line", _SHIFTS, company_id)


@check("erp.people.leave_is_within_employment")
def leave_is_within_employment(company_id: UUID) -> Outcome:
    """Leave costs days within its span, of somebody employed by then."""
    return find_broken("erp_leave_request", _LEAVE, company_id)
