"""What customers said: scores for deliveries and cases, calls and visits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from sanye.crm.accounts.domain.interactions import Direction, InteractionKind
from sanye.crm.satisfaction.commands import ImportedAnswer
from sanye.crm.satisfaction.domain.asking import SubjectType
from sanye.project.demo.past.buyers import Buyer, Fate
from sanye.project.demo.past.chance import happens, stream
from sanye.project.demo.past.complaints import Complaint
from sanye.project.demo.past.drafts import SalesDraft
from sanye.project.demo.past.world import World

ANSWERED_DELIVERY, ANSWERED_CASE = 0.11, 0.42
"""Share of deliveries and of cases that customers gave a score."""
SCORES = (1, 2, 3, 4, 5)
HAPPY, CROSS = (1, 3, 10, 40, 46), (16, 26, 30, 20, 8)
"""How often each score is given: when all was well, and when it was not."""
ANSWER_DAYS = (1, 6)
TALK_MONTHS, TALK_GAP_DAYS, QUIET_SHOPS = 9, 55, 0.75
"""How far back calls are written down, days between them, and the share of shops without any."""
TALKS = (
    ("CALL", "OUT", "电话回访：交货与库存情况"), ("CALL", "IN", "来电询价"),
    ("VISIT", "OUT", "客户拜访"), ("MAIL", "OUT", "发送新品资料"), ("MAIL", "IN", "咨询促销安排"),
    ("CHAT", "IN", "在线咨询交期"), ("VISIT", "IN", "客户来厂参观"),
)  # fmt: skip
SAD_TALK = ("CALL", "IN", "客户抱怨近期交货延迟")


@dataclass(frozen=True, slots=True)
class Talk:
    buyer: Buyer
    kind: InteractionKind
    direction: Direction
    happened_at: datetime
    subject: str


def answers(
    world: World,
    orders: Sequence[SalesDraft],
    deliveries: Mapping[UUID, tuple[UUID, str]],
    complained: Sequence[tuple[Complaint, UUID, str]],
    zone: str,
) -> list[ImportedAnswer]:
    """Scores; `deliveries` are id and number of an order's first one, cases come with both too."""
    clock = ZoneInfo(zone)
    given = [
        *_of_deliveries(world, orders, deliveries, clock),
        *_of_cases(world, complained, clock),
    ]
    return [one for one in given if one.answered_at.date() <= world.days.last]


def _of_deliveries(
    world: World,
    orders: Sequence[SalesDraft],
    deliveries: Mapping[UUID, tuple[UUID, str]],
    clock: ZoneInfo,
) -> Iterator[ImportedAnswer]:
    asked: set[UUID] = set()
    for order in orders:
        source = stream(world.seed, "score", order.buyer.customer.code, order.ordered)
        found = deliveries.get(order.id)
        if not happens(ANSWERED_DELIVERY, source) or found is None or found[0] in asked:
            continue
        asked.add(found[0])
        late = any(p.shipped and p.shipped > p.promised for x in order.lines for p in x.parts)
        is_bad = order.buyer.is_served_badly(order.ordered, world.days.last)
        score = source.choices(SCORES, CROSS if late or is_bad else HAPPY)[0]
        yield ImportedAnswer(
            customer_id=order.buyer.customer.id,
            subject_type=SubjectType.DELIVERY,
            subject_id=found[0],
            subject_number=found[1],
            score=score,
            answered_at=_answered(order.shipped or order.ordered, clock, source),
            reason_codes=_reasons(score, source, is_late=late),
            sales_order_ids=(order.id,),
            item_ids=tuple({line.good.id: None for line in order.lines}),
        )


def _of_cases(
    world: World, complained: Sequence[tuple[Complaint, UUID, str]], clock: ZoneInfo
) -> Iterator[ImportedAnswer]:
    for one, case_id, number in complained:
        source = stream(world.seed, "case score", number)
        if not happens(ANSWERED_CASE, source):
            continue
        score = source.choices(SCORES, HAPPY if one.case.is_in_time else CROSS)[0]
        yield ImportedAnswer(
            customer_id=one.case.customer_id,
            subject_type=SubjectType.CASE,
            subject_id=case_id,
            subject_number=number,
            score=score,
            answered_at=_answered(one.case.resolved_at.date(), clock, source),
            reason_codes=("SOLUTION",) if score > 3 else ("COMMUNICATION",),
            sales_order_ids=(one.order.id,),
            item_ids=() if one.case.item_id is None else (one.case.item_id,),
        )


def _reasons(score: int, source: Random, *, is_late: bool) -> tuple[str, ...]:
    if score == 3:
        return ()
    if score < 3:
        return ("DELIVERY_TIME",) if is_late else (source.choice(("QUALITY", "PACKAGING")),)
    return (source.choice(("DELIVERY_TIME", "QUALITY", "PRICE", "COMPLETENESS")),)


def _answered(after: date, clock: ZoneInfo, source: Random) -> datetime:
    on = after + timedelta(days=source.randint(*ANSWER_DAYS))
    return datetime.combine(on, time(source.randint(8, 20), 30), clock).astimezone(UTC)


def talks(world: World, buyers: Iterable[Buyer], zone: str) -> list[Talk]:
    """Calls, visits and mails of the last months, the more the more a customer buys."""
    clock, last = ZoneInfo(zone), world.days.last
    found = []
    for buyer in buyers:
        source = stream(world.seed, "talks", buyer.customer.code)
        if buyer.segment_name == "SHOP" and happens(QUIET_SHOPS, source):
            continue
        on = last - timedelta(days=30 * TALK_MONTHS) + _gap(source)
        while on <= last:
            is_sad = buyer.fate is Fate.UNHAPPY and buyer.is_served_badly(on, last)
            kind, direction, subject = SAD_TALK if is_sad else source.choice(TALKS)
            day = world.days.on_or_before(on)
            hour = time(source.randint(9, 16), source.randrange(60))
            moment = datetime.combine(day, hour, clock).astimezone(UTC)
            found.append(Talk(buyer, InteractionKind(kind), Direction(direction), moment, subject))
            on += _gap(source)
    return sorted(found, key=lambda one: (one.happened_at, one.buyer.customer.code))


def _gap(source: Random) -> timedelta:
    return timedelta(days=source.uniform(0.4, 1.6) * TALK_GAP_DAYS)
