"""The value of what happened, in the order of the log."""

from collections.abc import Sequence
from datetime import datetime

from sanye.erp.costing.commands.valuing import FactToValue, Valuing
from sanye.erp.costing.commands.writing import write_valuations
from sanye.kernel.actors import Actor
from sanye.stem.commands import command


@command(logged=False)
def value_facts(*, facts: Sequence[FactToValue], by: Actor, at: datetime) -> None:
    """Value facts one after the other; what they need is read and locked before the first one,
    what they change is written after the last."""
    valuing = Valuing(facts, by=by)
    for fact in facts:
        fact.value(valuing)
    write_valuations(drafts=valuing.drafts, balances=valuing.balances, by=by, at=at)
