"""What must hold wherever the walk has come to."""

from collections import Counter
from typing import Any

from django.db import connection

from sanye.erp.product_cost.commands import refresh_service_costs
from sanye.erp.quality.commands import evaluate_trends
from sanye.project.verification import verify
from sanye.scm.suppliers.commands import evaluate_suppliers
from sanye.stem.events.cursors import recorded_from_row, registered_cursors
from sanye.stem.events.models import EventRow
from sanye.stem.events.reading import COLUMNS
from tests.stories.walking.walk import Walk

PROJECTED = {
    "crm.accounts.timeline": ("crm_customer_event",),
    "crm.loyalty.facts": (
        "crm_known_order", "crm_known_line", "crm_known_invoice", "crm_known_settlement",
        "crm_known_return", "crm_known_case", "crm_known_answer",
    ),
    "crm.service.installed_base": ("crm_installed_unit", "crm_service_document"),
    "crm.service.returns": ("crm_case_return",),
    "erp.product_cost.costs": ("erp_product_cost_day", "erp_product_cost_repair"),
    "erp.quality.failures": ("erp_failure",),
    "scm.demand.history": ("scm_demand_entry", "scm_stock_day"),
    "scm.demand.pipeline": ("scm_pipeline_line",),
    "scm.planning.supply_demand": (
        "scm_known_demand", "scm_known_supply", "scm_known_stock", "scm_known_lead_time",
    ),
    "scm.suppliers.history": (
        "scm_supplier_line", "scm_supplier_receipt", "scm_supplier_rejection",
    ),
    "scm.transport.known_deliveries": ("scm_known_delivery", "scm_known_delivery_line"),
    "insight.journey.links": ("insight_document", "insight_document_link"),
    "insight.metrics.facts": (
        "insight_order_fact", "insight_line_fact", "insight_document_order", "insight_offer_fact",
        "insight_answer_fact", "insight_document_fact",
    ),
}  # fmt: skip
"""The tables of each projection."""

_UNLIKE = {"id", "created_at"}
_OF_OTHERS = {
    "scm_known_delivery_line": {"delivery_id"},
    "scm_known_demand": {"is_planned"},
    "crm_known_order": {"functional_amount"},
}
"""Columns that are not of the log: a row's own id, what points to it, what others note."""

_THAT_SAY = {"scm_known_stock": " WHERE quantity <> 0"}
"""Rows that say something: nothing on hand may have a row or none."""


def problems(walk: Walk) -> list[str]:
    """What `sanye verify` complains of, and where a projection is not what the log makes it."""
    walk.follow()
    _nightly(walk)
    found = [
        f"{item.check}: {problem}"
        for item in verify(walk.by.company_id, walk.aurora.company.code)
        if item.check != "stem.events.cursors_complete"
        for problem in item.problems
    ]
    stood = {cursor: _contents(tables) for cursor, tables in PROJECTED.items()}
    rebuild(walk)
    evaluate_suppliers(**walk.who)  # without what else would follow: it is told already
    for cursor, tables in PROJECTED.items():
        made = _contents(tables)
        for table in tables:
            before, after = stood[cursor][table], made[table]
            found += [f"{cursor}: {table} had {dict(row)}" for row in before - after]
            found += [f"{cursor}: {table} from the log {dict(row)}" for row in after - before]
    return found


def _nightly(walk: Walk) -> None:
    """What is left to jobs of the night: lines counted, late facts told."""
    evaluate_suppliers(**walk.who)
    refresh_service_costs(**walk.who)
    evaluate_trends(**walk.who)
    walk.follow()


def rebuild(walk: Walk) -> None:
    """Empty every projection and let it read the whole log."""
    events = EventRow.objects.filter(company_id=walk.by.company_id).order_by("position")
    rows = [recorded_from_row(row) for row in events.values_list(*COLUMNS.split(", "))]
    for cursor in registered_cursors.values():
        if cursor.rebuild is None:
            continue
        assert cursor.name in PROJECTED
        cursor.rebuild(by=walk.by, at=walk.now)
        mine = [row for row in rows if cursor.follows(row.type)]
        for start in range(0, len(mine), cursor.batch_size):
            cursor.handle(mine[start : start + cursor.batch_size], at=walk.now)


def _contents(tables: tuple[str, ...]) -> dict[str, Counter[Any]]:
    found = {}
    for table in tables:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}{_THAT_SAY.get(table, '')}")
            unlike = _UNLIKE | _OF_OTHERS.get(table, set())
            names = [column.name for column in cursor.description]
            found[table] = Counter(
                tuple(
                    (name, str(value))
                    for name, value in zip(names, row, strict=True)
                    if name not in unlike
                )
                for row in cursor.fetchall()
            )
    return found
