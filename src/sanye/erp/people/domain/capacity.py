"""What a work center can do on a day: the machine's open time while the people needed are there.

At every minute of its calendar a work center runs as many operations at once as its machines allow
and the people present can staff. One operation takes `needs[s]` people of skill s at the same
time, each person filling one place. By Hall's theorem (P. Hall, "On Representatives of Subsets",
1935) k operations can be staffed exactly if for every set S of needed skills at least
k · Σ needs[s in S] of those present have a skill of S; so k is the smallest quotient over all sets.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from uuid import UUID

from sanye.erp.people.domain.choices import CapacityBasis
from sanye.erp.people.domain.shifts import Span, overlap
from sanye.kernel.quantity import round_quantity

MOST_SKILLS = 8
"""Skills that one work center may ask for: the sets of them are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody at the work center for a span, with those of the needed skills that they have."""

    span: Span
    skills: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Machine:
    """`parallel` operations at once; an efficiency of 0.8 turns 480 minutes into 384 of work."""

    parallel: int
    efficiency: Decimal


@dataclass(frozen=True, slots=True)
class DayCapacity:
    """Minutes of work; `machine_minutes` is what the calendar alone would allow."""

    minutes: Decimal
    machine_minutes: Decimal
    basis: CapacityBasis


def operations_at_once(
    present: Collection[frozenset[UUID]], needs: Mapping[UUID, int], parallel: int
) -> int:
    """How many operations run at once with these people. Without needs each takes one of them."""
    if not needs:
        return min(parallel, len(present))
    most = parallel
    for size in range(1, len(needs) + 1):
        for chosen in combinations(sorted(needs), size):
            wanted = frozenset(chosen)
            able = sum(1 for skills in present if skills & wanted)
            most = min(most, able // sum(needs[skill] for skill in chosen))
    return most


def staffed_minutes(
    open_spans: Sequence[Span],
    presences: Sequence[Presence],
    needs: Mapping[UUID, int],
    parallel: int,
) -> int:
    """Σ over the open minutes of how many operations run at once."""
    total = 0
    for start, end in open_spans:
        inside = [one for one in presences if overlap(one.span, (start, end))]
        edges = {start, end, *(edge for one in inside for edge in one.span if start < edge < end)}
        ordered = sorted(edges)
        for begin, until in pairwise(ordered):
            there = [one.skills for one in inside if one.span[0] <= begin and one.span[1] >= until]
            total += (until - begin) * operations_at_once(there, needs, parallel)
    return total


def day_capacity(
    machine: Machine,
    open_spans: Sequence[Span],
    presences: Sequence[Presence] | None,
    needs: Mapping[UUID, int],
    *,
    is_rostered: bool,
) -> DayCapacity:
    """A day's capacity. `presences` None: no roster is published for the day."""
    open_minutes = machine.parallel * sum(end - start for start, end in open_spans)
    machine_minutes = round_quantity(machine.efficiency * open_minutes)
    if presences is None:
        return DayCapacity(machine_minutes, machine_minutes, CapacityBasis.CALENDAR)
    if not needs and not is_rostered:
        return DayCapacity(machine_minutes, machine_minutes, CapacityBasis.UNMANNED)
    staffed = staffed_minutes(open_spans, presences, needs, machine.parallel)
    basis = CapacityBasis.MACHINE if staffed == open_minutes else CapacityBasis.PEOPLE
    return DayCapacity(round_quantity(machine.efficiency * staffed), machine_minutes, basis)
