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
    run = _Run(problem)
    for node in sorted(problem.nodes, key=lambda node: node.item):
        run.plan(node.item)
    return run.planned, {key: quantity for key, quantity in run.requirements.items() if quantity}


class _Run:
    def __init__(self, problem):
        self.problem = problem
        self.nodes = {node.item: node for node in problem.nodes}
        self.sources = {source.item: source for source in problem.sources}
        self.bills = {bill.item: bill for bill in problem.bills}
        self.gross = defaultdict(lambda: defaultdict(Fraction))
        for demand in problem.demands:
            day = max((demand.due_date - problem.as_of).days, 0)
            self.gross[demand.item][day] += Fraction(demand.quantity)
        self.planned, self.requirements, self.done = {}, defaultdict(Fraction), set()

    def lines(self, item):
        bill = self.bills.get(item)
        return [line for line in self.problem.bill_lines if bill and line.bill == bill.id]

    def plan(self, item):
        if item in self.done:
            return
        for user in sorted(self.bills):
            if any(line.component == item for line in self.lines(user)):
                self.plan(user)
        self.done.add(item)
        position = Fraction(self.nodes[item].on_hand)
        position += sum(Fraction(r.quantity) for r in self.problem.receipts if r.item == item)
        for day in range(max(self.gross[item], default=-1) + 1):
            position -= self.gross[item][day]
            if position < 0:
                lot = _lot(self.nodes[item], -position)
                self.planned[item, day] = lot
                position += lot
                self.explode(item, lot, _start(self.problem, self.sources[item], day))

    def explode(self, item, lot, start):
        for line in self.lines(item):
            started = ceil(lot / Fraction(self.bills[item].yield_ratio))
            taken = ceil(started * Fraction(line.quantity) / (1 - Fraction(line.scrap_ratio)))
            self.gross[line.component][start] += taken
            self.requirements[line.component, start] += taken


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
