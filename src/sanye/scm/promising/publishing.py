"""From rows of promising to published facts."""

from collections.abc import Sequence

from sanye.contracts.scm.events import HeldLine, HoldPlaced
from sanye.contracts.scm.holds import HoldLine, PromiseLine
from sanye.scm.promising.models import Hold
from sanye.stem.events.log import publish


def publish_placed(hold: Hold, lines: Sequence[HoldLine], answers: Sequence[PromiseLine]) -> None:
    publish(
        HoldPlaced(
            hold_id=hold.id,
            request_id=hold.request_id,
            expires_at=hold.expires_at,
            lines=tuple(
                HeldLine(
                    line_id=line.line_id,
                    item_id=line.item_id,
                    site_id=line.site_id,
                    quantity=line.quantity,
                    promised_date=answer.promised_date,
                )
                for line, answer in zip(lines, answers, strict=True)
            ),
        )
    )
