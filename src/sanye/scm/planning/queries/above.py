"""What stands above the nodes of a run that looks only below: as the last plan left it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

from sanye.engines.mrp import Action, Advice, NodeKey, Requirement
from sanye.scm.planning.domain.states import DemandType, MessageStatus
from sanye.scm.planning.models import ActionMessage
from sanye.scm.planning.queries.known import DemandRow, Known, Taken
from sanye.scm.planning.queries.places import PHANTOM, Place


class Above(NamedTuple):
    """What orders above take of the nodes, the advice about released ones, and all their ids."""

    requirements: Sequence[Requirement]
    advice: Mapping[str, Advice]
    order_ids: frozenset[str]


NOTHING_ABOVE = Above((), {}, frozenset())


def read_above(
    written: frozenset[Place],
    taken: Known[Taken],
    demands: Iterable[DemandRow],
    supplies: Collection[str],
) -> Above:
    """`written`: the run's places; `taken`, `demands` and `supplies` (by line) are those of them.

    What is taken from above is no longer in `taken` afterwards: the run leaves it as it is.
    """
    needs = list(_taken_from_above(written, taken))
    released = {str(d.order_id) for d in demands if d.demand_type != DemandType.SALES_ORDER}
    released.difference_update(supplies)
    order_ids = released.union(need.order_id for need in needs)
    return Above(needs, dict(_advice(released)), frozenset(order_ids))


def _taken_from_above(written: frozenset[Place], taken: Known[Taken]) -> Iterator[Requirement]:
    """What orders of other nodes take of these, as the last plan says."""
    above = [row for row in taken if (row.maker_item_id, row.maker_site_id) not in written]
    for row in above:
        own, of = (PHANTOM if is_so else "" for is_so in (row.is_phantom, row.is_of_phantom))
        for row_id in taken.pop(row):
            yield Requirement(
                str(row_id),
                str(row.order_id),
                f"{row.item_id}{own}",
                str(row.site_id),
                row.quantity,
                row.need_date,
                row.priority,
                NodeKey(f"{row.maker_item_id}{of}", str(row.maker_site_id)),
                row.sequence,
            )


def _advice(order_ids: Collection[str]) -> Iterator[tuple[str, Advice]]:
    """What the last plan advises about released orders, for their components to follow."""
    if not order_ids:
        return
    live = ActionMessage.objects.exclude(status=MessageStatus.OVERTAKEN)
    found: dict[str, list[ActionMessage]] = defaultdict(list)
    for message in live.filter(order_line_id__in=order_ids):
        found[str(message.order_line_id)].append(message)
    for order_id, messages in found.items():
        advice = reduce(_and, messages, Advice())
        if advice != Advice() and not any(_is_kept(message) for message in messages):
            yield order_id, advice


def _is_kept(message: ActionMessage) -> bool:
    """Who will not cancel an order keeps it as it is."""
    return (message.kind, message.status) == (Action.CANCEL, MessageStatus.DISMISSED)


def _and(advice: Advice, message: ActionMessage) -> Advice:
    kind = message.kind
    if kind == Action.CANCEL:
        return Advice(ratio=Fraction(0))
    if kind == Action.DECREASE:
        ratio = Fraction(message.suggested_quantity) / Fraction(message.current_quantity)
        return replace(advice, ratio=ratio)
    if kind in (Action.EXPEDITE, Action.DEFER) and message.current_date and message.suggested_date:
        return replace(advice, shift=(message.suggested_date - message.current_date).days)
    return advice
