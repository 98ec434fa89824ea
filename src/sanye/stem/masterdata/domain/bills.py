"""Bills of material as a graph of items."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key")


def find_cycle(
    components: Mapping[Key, Iterable[Key]], starts: Iterable[Key] | None = None
) -> list[Key] | None:
    """A path that comes back to where it began ([a, b, a]), or None.

    `components` maps an item to what it is made of. Only what is reachable from `starts`
    (default: all) is searched; time is linear in items and lines.
    """
    done: set[Key] = set()
    for start in components if starts is None else starts:
        found = _cycle_from(start, components, done)
        if found is not None:
            return found
    return None


def _cycle_from(
    start: Key, components: Mapping[Key, Iterable[Key]], done: set[Key]
) -> list[Key] | None:
    if start in done:
        return None
    path = [start]
    on_path = {start}
    below = [iter(components.get(start, ()))]
    while below:
        child = next(below[-1], None)
        if child is None:
            below.pop()
            on_path.discard(path[-1])
            done.add(path.pop())
        elif child in on_path:
            return [*path[path.index(child) :], child]
        elif child not in done:
            path.append(child)
            on_path.add(child)
            below.append(iter(components.get(child, ())))
    return None
