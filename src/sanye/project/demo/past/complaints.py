"""What customers came back with: cases with their failures, one of which becomes frequent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sanye.crm.service.commands import ClosedCase
from sanye.project.demo.past.chance import happens, stream
from sanye.project.demo.past.drafts import SalesDraft, SalesLine, SalesPart
from sanye.project.demo.past.seasons import item_weight
from sanye.project.demo.past.world import Good, World

FAULTY = 0.014
"""Share of delivered lines with a case about the goods."""
LATE_COMPLAINED, BAD_COMPLAINED = 0.10, 0.30
"""Share of late orders that lead to a complaint; of customers who are served badly."""
ASKED = 0.012
"""Share of orders with a question."""
FAULT_DAYS, COMPLAINT_DAYS = (2, 75), (0, 4)
"""Days from shipment to the case."""
FAILURES = (
    ("STOPPED_WORKING", 22), ("DEAD_ON_ARRIVAL", 15), ("NOISE", 12), ("OVERHEATS", 9), ("LEAKS", 9),
    ("COSMETIC", 12), ("TRANSPORT_DAMAGE", 11), ("PART_MISSING", 10),
)  # fmt: skip
CAUSES = {
    "STOPPED_WORKING": ("MATERIAL", "WORKMANSHIP", "WEAR"), "NOISE": ("WORKMANSHIP", "DESIGN"),
    "DEAD_ON_ARRIVAL": ("WORKMANSHIP", "MATERIAL"), "OVERHEATS": ("MATERIAL", "DESIGN", "MISUSE"),
    "LEAKS": ("MATERIAL", "WORKMANSHIP"), "COSMETIC": ("WORKMANSHIP", "PICKING"),
    "TRANSPORT_DAMAGE": ("CARRIER",), "PART_MISSING": ("PICKING",), "LATE_DELIVERY": ("PLANNING",),
}  # fmt: skip
ANSWERS = {
    "REPLACED": 0.34, "REPAIRED": 0.22, "REFUNDED": 0.16, "PART_SENT": 0.14, "EXPLAINED": 0.14,
}  # fmt: skip
TITLES = {
    "STOPPED_WORKING": "使用中失效", "DEAD_ON_ARRIVAL": "到货不能通电", "NOISE": "运行噪音大",
    "OVERHEATS": "机身过热", "LEAKS": "底部漏水", "COSMETIC": "外观划伤",
    "PART_MISSING": "缺少配件", "TRANSPORT_DAMAGE": "运输破损", "LATE_DELIVERY": "交货延迟",
    "": "产品使用咨询",
}  # fmt: skip
CHANNELS = (("PHONE", 0.34), ("MAIL", 0.34), ("PORTAL", 0.22), ("CHAT", 0.10))
PRIORITIES = (("NORMAL", 0.68), ("HIGH", 0.18), ("LOW", 0.10), ("URGENT", 0.04))
TREND_CODE, TREND_DAYS, TREND_CASES = "OVERHEATS", 34, 15
"""A failure of one good that lately comes up ever more often."""
OFFICE_HOURS, FIRST_ANSWER_MINUTES = (9, 16), (8, 420)
SOLVED_DAYS, LATE_SOLVED_DAYS, SOLVED_LATE = (0, 5), (6, 16), 0.09
WARRANTY_DAYS = 365


@dataclass(frozen=True, slots=True)
class Complaint:
    """A case with what it is about."""

    case: ClosedCase
    order: SalesDraft
    line: SalesLine | None


def complaints(world: World, orders: Sequence[SalesDraft], zone: str) -> list[Complaint]:
    """Cases that were closed until the last day, in the order of their opening."""
    clock = ZoneInfo(zone)
    found = [one for order in orders for one in _of_order(world, order, clock)]
    found += _trend(world, orders, clock)
    end = datetime.combine(world.days.last, time(23, 59), clock)
    closed = [one for one in found if one.case.resolved_at <= end]
    return sorted(closed, key=lambda one: (one.case.opened_at, one.case.title))


def _of_order(world: World, order: SalesDraft, clock: ZoneInfo) -> Iterator[Complaint]:
    source = stream(world.seed, "cases", order.buyer.customer.code, order.ordered)
    shipped = order.shipped
    if shipped is None:
        return
    is_late = any(_is_late(part) for line in order.lines for part in line.parts)
    is_bad = order.buyer.is_served_badly(order.ordered, world.days.last)
    if is_late and happens(BAD_COMPLAINED if is_bad else LATE_COMPLAINED, source):
        on = shipped + timedelta(days=source.randint(*COMPLAINT_DAYS))
        yield _case(order, None, "LATE_DELIVERY", on, clock, source)
    if happens(ASKED, source):
        yield _case(order, order.lines[0], "", shipped, clock, source)
    for line in order.lines:
        if happens(FAULTY, source):
            codes, weights = zip(*FAILURES, strict=True)
            on = shipped + timedelta(days=source.randint(*FAULT_DAYS))
            yield _case(order, line, source.choices(codes, weights)[0], on, clock, source)


def _is_late(part: SalesPart) -> bool:
    return part.shipped is not None and part.shipped > part.promised


def _trend(world: World, orders: Sequence[SalesDraft], clock: ZoneInfo) -> Iterable[Complaint]:
    """The best-selling good overheats: the nearer to today, the more cases a week."""
    source = stream(world.seed, "trend of failures")
    good = trending_good(world)
    last = world.days.last
    sold = [
        (order, line)
        for order in orders
        for line in order.lines
        if line.good.id == good.id and order.shipped is not None
    ]
    recent = sold[-TREND_CASES * 3 :]
    for order, line in source.sample(recent, min(TREND_CASES, len(recent))):
        ago = int(TREND_DAYS * (1 - source.random() ** 0.5)) + SOLVED_DAYS[1] + 1
        on = max(last - timedelta(days=ago), order.shipped or last)
        found = _case(order, line, TREND_CODE, on, clock, source)
        case = replace(found.case, cause_code="MATERIAL", is_our_fault=True)
        yield replace(found, case=case)


def trending_good(world: World) -> Good:
    """Of what is sold that which sells best, the first of several."""
    return max(world.sold(), key=lambda good: (item_weight(world.seed, good), good.code))


def _case(
    order: SalesDraft,
    line: SalesLine | None,
    failure: str,
    on: date,
    clock: ZoneInfo,
    source: Random,
) -> Complaint:
    hour, minute = source.randint(*OFFICE_HOURS), source.randrange(60)
    opened = datetime.combine(on, time(hour, minute), clock).astimezone(UTC)
    responded = opened + timedelta(minutes=source.randint(*FIRST_ANSWER_MINUTES))
    is_late = happens(SOLVED_LATE, source)
    days = source.randint(*(LATE_SOLVED_DAYS if is_late else SOLVED_DAYS))
    resolved = responded + timedelta(days=days, minutes=source.randrange(30, 240))
    kind, resolution = _kind(failure, source)
    taken = None if line is None else next((p.taken for p in line.parts if p.taken), None)
    piece = taken.pieces[0][0] if taken is not None and taken.pieces else ""
    is_serial = line is not None and line.good.tracking == "SERIAL"
    case = ClosedCase(
        customer_id=order.buyer.customer.id,
        title=TITLES[failure],
        kind=kind,
        channel=_drawn(CHANNELS, source),
        priority=_drawn(PRIORITIES, source),
        item_id=None if line is None else line.good.id,
        sales_order_id=order.id,
        serial_number=piece if is_serial else "",
        lot="" if is_serial else piece,
        failure_code=failure,
        cause_code=source.choice(CAUSES[failure]) if failure else "",
        resolution_code=resolution,
        is_in_warranty=bool(failure) and (on - order.ordered).days <= WARRANTY_DAYS,
        is_in_time=not is_late,
        opened_at=opened,
        responded_at=responded,
        resolved_at=resolved,
    )
    return Complaint(case, order, line)


def _kind(failure: str, source: Random) -> tuple[str, str]:
    if not failure:
        return "QUESTION", "EXPLAINED"
    if failure == "LATE_DELIVERY":
        return "COMPLAINT", "EXPLAINED"
    return "FAULT", source.choices(list(ANSWERS), list(ANSWERS.values()))[0]


def _drawn(shares: Sequence[tuple[str, float]], source: Random) -> str:
    return source.choices([name for name, _ in shares], [share for _, share in shares])[0]
