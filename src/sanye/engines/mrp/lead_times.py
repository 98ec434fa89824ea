"""Cumulative lead time: the longest path through the structure, never the sum of its branches."""

from sanye.engines.mrp.records import NodeKey, Problem, SourceKind
from sanye.engines.mrp.world import World, is_valid


def cumulative_lead_times(problem: Problem) -> dict[NodeKey, int]:
    """Working days from nothing to one unit of each node: own days + the longest of its inputs.

    Sources and versions are those valid on the run's day, of the first priority; calendars are
    left aside. A part of 5 days with inputs of 10 and 15 days takes 20.
    """
    world = World(problem)
    totals: dict[NodeKey, int] = {}
    for key in sorted(world.nodes, key=lambda k: -world.levels[k]):
        totals[key] = max((_days(world, key, totals, way) for way in _ways(world, key)), default=0)
    return totals


def _ways(world: World, key: NodeKey) -> list[tuple[int, list[NodeKey]]]:
    """Own days and inputs of each source in use."""
    on = world.problem.as_of
    version = world.version_on(key, on)
    parts = []
    if version is not None:
        parts = [line.component for line in version.lines if is_valid(line.record, on)]
    if world.nodes[key].is_phantom:
        return [(0, parts)]
    ways = []
    for source in world.sources_on(key, on):
        inputs: list[NodeKey] = []
        if source.kind is SourceKind.MAKE:
            inputs = parts
        elif source.kind is SourceKind.TRANSFER:
            inputs = [NodeKey(key.item, source.partner)]
        ways.append((source.lead_time_days, inputs))
    return ways


def _days(
    world: World, key: NodeKey, totals: dict[NodeKey, int], way: tuple[int, list[NodeKey]]
) -> int:
    own, inputs = way
    return own + world.nodes[key].safety_days + max((totals[part] for part in inputs), default=0)
