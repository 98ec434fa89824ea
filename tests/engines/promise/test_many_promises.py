"""A hundred thousand promises over random structures (a million in `make soak`): none of them takes
what another was promised, on any day, at any node.
"""

import os
import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

import pytest

from sanye.engines.mrp import Bill, BillLine, Node, NodeKey, Problem, Source, SourceKind
from sanye.engines.mrp.world import World
from sanye.engines.promise import Promiser
from sanye.kernel.calendars import WorkingCalendar

TODAY = date(2026, 3, 2)
WORLDS, QUESTIONS = 100, 100
LEVELS, A_LEVEL, LINES = 4, 8, 3
SEEDS = 100 if os.environ.get("SOAK") else 10


def key_of(level: int, number: int) -> NodeKey:
    return NodeKey(f"{level}-{number}", "S")


def make_world(draw: random.Random) -> World:
    """Nodes on four levels that share what they are made of; the lowest are bought, or, one in
    ten, cannot be had at all; units of pieces and of grams, scrap, batches, phantoms."""
    every = [(level, number) for level in range(LEVELS) for number in range(A_LEVEL)]
    made = [(level, number) for level, number in every if level < LEVELS - 1]
    return World(
        Problem(
            as_of=TODAY,
            horizon_end=TODAY + timedelta(days=365),
            calendars={"C": WorkingCalendar.monday_to_friday()},
            nodes=[
                Node(
                    item=key_of(*place).item,
                    site="S",
                    calendar="C",
                    unit_decimals=draw.choice([0, 0, 3]),
                    is_phantom=0 < place[0] < LEVELS - 1 and draw.random() < 0.1,
                )
                for place in every
            ],
            sources=[
                Source(
                    item=key_of(*place).item,
                    site="S",
                    kind=SourceKind.MAKE if place in made else SourceKind.BUY,
                    lead_time_days=draw.randint(0, 12),
                )
                for place in every
                if place in made or draw.random() < 0.9
            ],
            bills=[
                Bill(
                    id=key_of(*place).item,
                    item=key_of(*place).item,
                    site="S",
                    batch_quantity=Decimal(draw.choice([1, 1, 7])),
                )
                for place in made
            ],
            bill_lines=[
                BillLine(
                    bill=key_of(level, number).item,
                    component=key_of(draw.randint(level + 1, LEVELS - 1), part).item,
                    quantity=Decimal(draw.choice(["1", "2", "0.25", "1.333"])),
                    scrap_ratio=Decimal(draw.choice(["0", "0", "0.03"])),
                )
                for level, number in made
                for part in draw.sample(range(A_LEVEL), LINES)
            ],
        )
    )


def make_flows(draw: random.Random, world: World) -> dict[NodeKey, list[tuple[date, Decimal]]]:
    """Stock, receipts, and demand that these cover."""
    flows = {}
    for key, node in world.nodes.items():
        if node.is_phantom:
            continue
        stock = Decimal(draw.randint(0, 60))
        given = [(TODAY, stock)]
        for _ in range(draw.randint(0, 4)):
            day = TODAY + timedelta(days=draw.randint(0, 50))
            arriving = Decimal(draw.randint(1, 40))
            given += [(day, arriving), (day + timedelta(days=draw.randint(0, 9)), -arriving / 4)]
        flows[key] = given
    return flows


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_promise_takes_what_another_has(seed: int) -> None:
    draw = random.Random(seed)
    answered = never = 0
    for _ in range(WORLDS):
        world = make_world(draw)
        flows = make_flows(draw, world)
        promiser = Promiser(world, flows)
        for _ in range(QUESTIONS):
            key = draw.choice(list(world.nodes))
            quantity = Decimal(draw.randint(1, 25))
            wanted = TODAY + timedelta(days=draw.randint(0, 45))
            promise = promiser.promise(key, quantity, wanted)
            answered += 1
            if promise.on is None:
                never += 1
                assert sum(part for _, part in promise.parts) < quantity
            else:
                assert promise.on >= wanted
                assert sum(part for _, part in promise.parts) == quantity
                assert promise.parts[-1][0] <= promise.on
        assert promised_beyond_supply(flows, promiser.reserved()) == []
    assert (answered, 0 < never < answered / 2) == (WORLDS * QUESTIONS, True)


def promised_beyond_supply(
    flows: dict[NodeKey, list[tuple[date, Decimal]]],
    reserved: list[tuple[NodeKey, date, Decimal]],
) -> list[tuple[NodeKey, date]]:
    changes: dict[NodeKey, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for key, given in flows.items():
        for day, quantity in given:
            changes[key][day] += quantity
    for key, day, quantity in reserved:
        changes[key][day] += quantity
    return [
        (key, day)
        for key, by_day in changes.items()
        for day, left in zip(
            sorted(by_day), accumulate(by_day[day] for day in sorted(by_day)), strict=True
        )
        if left < 0
    ]
