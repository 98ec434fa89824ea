"""Low-level codes: the deepest level of a node in any bill or transfer; a cycle is named.

The graph has an edge from a node to everything an order of it may consume: the components of all
versions of its bills, whatever their dates, and the item itself at every site that ships it.
"""

from collections.abc import Mapping, Sequence

from sanye.engines.mrp.errors import StructureHasCycle
from sanye.engines.mrp.records import NodeKey

Graph = Mapping[NodeKey, Sequence[NodeKey]]


def low_level_codes(children: Graph) -> dict[NodeKey, int]:
    """Level of every node: 0 where nothing consumes it, else 1 + the deepest consumer.

    Kahn's algorithm, O(nodes + edges): level by level, so that the consumer for which a node waits
    last is its deepest. StructureHasCycle names one cycle, e.g. "A, B, A".
    """
    waiting = dict.fromkeys(children, 0)
    for parts in children.values():
        for part in parts:
            waiting[part] = waiting.get(part, 0) + 1
    levels = {key: 0 for key, count in waiting.items() if not count}
    ready = list(levels)
    for key in ready:
        for part in children.get(key, ()):
            waiting[part] -= 1
            if not waiting[part]:
                levels[part] = levels[key] + 1
                ready.append(part)
    if len(ready) < len(waiting):
        cycle = find_cycle(children, {key for key, count in waiting.items() if count})
        raise StructureHasCycle(path=" → ".join(f"{key.item} ({key.site})" for key in cycle))
    return levels


def find_cycle(children: Graph, suspects: set[NodeKey]) -> list[NodeKey]:
    """A cycle among nodes that Kahn's algorithm left over; its first node stands at both ends.

    Every left-over node has a consumer that is left over too, so that walking up from any of them
    comes back to a node seen before. The cycle is told downwards, from its smallest node.
    """
    parents: dict[NodeKey, NodeKey] = {}
    for key in sorted(suspects):
        for part in children.get(key, ()):
            if part in suspects:
                parents.setdefault(part, key)
    walked: dict[NodeKey, None] = {}
    key = min(suspects)
    while key not in walked:
        walked[key] = None
        key = parents[key]
    upwards = list(walked)[list(walked).index(key) :]
    downwards = upwards[::-1]
    start = downwards.index(min(downwards))
    return [*downwards[start:], *downwards[:start], downwards[start]]
