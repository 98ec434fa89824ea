"""A slow planner written another way: day by day over a table of days, recursing over items.

It knows one site, calendars by walking, lots by counting up, and no pegging. What it plans must
be what the engine plans.
"""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction
from math import ceil


def planned_by_oracle(problem):
    """{(item, need day): good quantity} and {(item, day): gross requirement of components}."""
    nodes = {node.item: node for node in problem.nodes}
    sources = {source.item: source for source in problem.sources}
    lines = defaultdict(list)
    for line in problem.bill_lines:
        lines[line.bill].append(line)
    bills = {bill.item: bill for bill in problem.bills}
    users = defaultdict(set)
    for bill in problem.bills:
        for line in lines[bill.id]:
            users[line.component].add(bill.item)
    gross = defaultdict(lambda: defaultdict(Fraction))
    for demand in problem.demands:
        day = max((demand.due_date - problem.as_of).days, 0)
        gross[demand.item][day] += Fraction(demand.quantity)
    planned, requirements, done = {}, defaultdict(Fraction), set()

    def plan(item):
        if item in done:
            return
        for user in sorted(users[item]):
            plan(user)
        done.add(item)
        node, source = nodes[item], sources[item]
        position = Fraction(node.on_hand) + sum(
            (Fraction(r.quantity) for r in problem.receipts if r.item == item), Fraction(0)
        )
        for day in range(max(gross[item], default=-1) + 1):
            position -= gross[item][day]
            if position >= 0:
                continue
            lot = _lot(node, -position)
            planned[item, day] = lot
            position += lot
            start = _start(problem, source, day)
            bill = bills.get(item)
            for line in lines[bill.id] if bill else ():
                started = ceil(lot / Fraction(bill.yield_ratio))
                taken = ceil(started * Fraction(line.quantity) / (1 - Fraction(line.scrap_ratio)))
                gross[line.component][start] += taken
                requirements[line.component, start] += taken

    for item in sorted(nodes):
        plan(item)
    return planned, {key: quantity for key, quantity in requirements.items() if quantity}


def _lot(node, required):
    multiple = Fraction(node.lot_quantity or node.multiple_quantity or 1)
    lot = multiple
    while lot < required or lot < (node.minimum_quantity or 0):
        lot += multiple
    return lot


def _start(problem, source, day):
    """Walk back one day at a time; what would start before today starts on today's working day."""
    calendar = problem.calendars["C"]
    current = problem.as_of + timedelta(days=day)
    while not calendar.is_working(current):
        current -= timedelta(days=1)
    for _ in range(source.lead_time_days):
        current -= timedelta(days=1)
        while not calendar.is_working(current):
            current -= timedelta(days=1)
    if current < problem.as_of:
        current = problem.as_of
        while not calendar.is_working(current):
            current += timedelta(days=1)
    return (current - problem.as_of).days
