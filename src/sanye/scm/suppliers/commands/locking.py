"""Who judges the suppliers of a company, and whose behaviour changed since.

One lock of a company, taken before any row: shared by all who change the history, exclusive for an
evaluation. So an evaluation waits for changes under way, and what comes during it waits, to be
judged next; nobody waits for the other with rows in his hands that the other writes too.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from sanye.contracts.scm.events import SupplierEvaluationRequested
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.log import publish
from sanye.stem.rows.advisory import lock_name

_NOTE = """
    INSERT INTO scm_supplier_to_evaluate (id, company_id, supplier_id)
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[])
    ON CONFLICT DO NOTHING RETURNING TRUE
"""


def lock_evaluation(by: Actor) -> None:
    """Be the only one to judge, with the history standing still, until the transaction ends."""
    lock_name(_history(by))


def lock_history(by: Actor) -> None:
    """Change the history, as others may too, with nobody judging until the transaction ends."""
    lock_name(_history(by), is_shared=True)


def note_suppliers(supplier_ids: Collection[UUID], by: Actor) -> None:
    """Note who is to be judged again, the history locked; one not yet noted asks for it."""
    ids = sorted(supplier_ids)
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [[new_id() for _ in ids], [by.company_id] * len(ids), ids])
        is_new = cursor.rowcount > 0
    if is_new:
        publish(SupplierEvaluationRequested(request_id=new_id()))


def _history(by: Actor) -> str:
    return f"scm.suppliers {by.company_id}"
