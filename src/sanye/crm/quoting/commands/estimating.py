"""When could it be there? An inquiry that reserves nothing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sanye.contracts.scm.holds import HoldLine
from sanye.contracts.scm.ports import EstimateAnswer, EstimateRequest, estimate_promise
from sanye.crm.quoting.commands.versions import latest_version, lock_quotation
from sanye.crm.quoting.models import Quotation, QuotationLine
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows


@command
def estimate_quotation(*, quotation_id: UUID, by: Actor, at: datetime) -> EstimateAnswer:
    """Ask planning for the earliest date of every line and note it on the lines. Services need no
    supply: they are there on the day they are wanted.

    Raises QuotationUnknown, and LeafOff where planning is switched off.
    """
    quotation = lock_quotation(quotation_id)
    version = latest_version(quotation)
    lines = {line.id: line for line in version.lines.select_related("item").order_by("line_number")}
    goods = [line for line in lines.values() if line.item.kind != "SERVICE"]
    for line in lines.values():
        line.estimated_date = line.requested_date
        line.estimate_note_en = line.estimate_note_zh = ""
    answer = _ask(quotation, goods, by=by, at=at) if goods else EstimateAnswer(lines=())
    for promise in answer.lines:
        line = lines[promise.line_id]
        line.estimated_date = promise.promised_date
        line.estimate_note_en = promise.explanation_en[:400]
        line.estimate_note_zh = promise.explanation_zh[:400]
    update_rows(list(lines.values()), ["estimated_date", "estimate_note_en", "estimate_note_zh"])
    version.estimated_at = at
    version.save(update_fields=["estimated_at"])
    return answer


def _ask(
    quotation: Quotation, goods: Sequence[QuotationLine], *, by: Actor, at: datetime
) -> EstimateAnswer:
    return estimate_promise(
        EstimateRequest(
            customer_id=quotation.customer_id,
            lines=tuple(
                HoldLine(
                    line_id=line.id,
                    item_id=line.item_id,
                    site_id=quotation.site_id,
                    quantity=line.stock_quantity,
                    requested_date=line.requested_date,
                )
                for line in goods
            ),
            by=by,
            at=at,
        )
    )
