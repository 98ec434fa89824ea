"""When could it be there? An inquiry that reserves nothing."""

from datetime import datetime
from uuid import UUID

from sanye.contracts.scm.holds import HoldLine
from sanye.contracts.scm.ports import EstimateAnswer, EstimateRequest, estimate_promise
from sanye.crm.quoting.commands.versions import latest_version, lock_quotation
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows


@command
def estimate_quotation(*, quotation_id: UUID, by: Actor, at: datetime) -> EstimateAnswer:
    """Ask planning for the earliest date of every line and note it on the lines.

    Raises QuotationUnknown, and LeafOff where planning is switched off.
    """
    quotation = lock_quotation(quotation_id)
    version = latest_version(quotation)
    lines = {line.id: line for line in version.lines.order_by("line_number")}
    answer = estimate_promise(
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
                for line in lines.values()
            ),
            by=by,
            at=at,
        )
    )
    for promise in answer.lines:
        line = lines[promise.line_id]
        line.estimated_date = promise.promised_date
        line.estimate_note_en = promise.explanation_en[:400]
        line.estimate_note_zh = promise.explanation_zh[:400]
    update_rows(list(lines.values()), ["estimated_date", "estimate_note_en", "estimate_note_zh"])
    version.estimated_at = at
    version.save(update_fields=["estimated_at"])
    return answer
