"""Leads, opportunities and offers in every state that sellers meet."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sanye.crm.marketing import commands as marketing
from sanye.crm.marketing.domain.states import DropReason, LeadChannel
from sanye.crm.pipeline import commands as pipeline
from sanye.crm.pipeline.commands import ExpectedLine
from sanye.crm.pipeline.domain.stages import LostReason, Stage
from sanye.crm.quoting import commands as quoting
from sanye.crm.quoting.domain.lines import LineAsked
from sanye.crm.quoting.domain.states import DeclineReason
from sanye.project.demo.full.open.desk import Buyer, Desk
from sanye.project.demo.full.tables import read_table
from sanye.stem.masterdata.models import Item

_LEADS = read_table("""
云栖酒店集团 | 陆经理 | lu@yunqi.example | CN
鲸选电商 | 曹敏 | cao@jingxuan.example | CN
绿城物业 | 沈先生 | shen@lvcheng.example | CN
南山教育 | 贺老师 | he@nanshan.example | CN
百味餐饮 | 丁总 | ding@baiwei.example | CN
晨光办公 | 叶倩 | ye@chenguang.example | CN
海岛民宿联盟 | 方先生 | fang@haidao.example | CN
Fjord Living AS | Ingrid Dahl | ingrid@fjord.example | NO
Casa Verde Lda | Rui Costa | rui@casaverde.example | PT
Prairie Outfitters | Dana Kowalski | dana@prairie.example | US
Kiwi Kitchens Ltd | Tom Harris | tom@kiwi.example | NZ
东方家居 | 孔女士 | kong@dongfang.example | CN
新禾超市 | 白先生 | bai@xinhe.example | CN
极客空间 | 邵先生 | shao@jike.example | CN
""")
"""Company, person, address, country."""

_SAID = """
需要 300 台 1.7L 电热水壶，客房用，带酒店标识。
双十二活动想谈空气炸锅专供款。
样板间采购空气净化器，请报价。
教师节礼品，破壁机 80 台。
门店用商用电饭煲有没有 8L？
咨询咖啡机月租方案。
取暖器和加湿器各 60 台。
Kettles and toasters in mint green, 500 each?
Please send your export price list.
Looking for a private label air fryer supplier.
Do your ovens carry SAA approval?
想成为苏州地区经销商。
36 家门店，电饭煲长期供货。
无线吸尘器企业团购。
""".strip().splitlines()
"""What each of them wrote."""

_DISCOUNT_TO_ASK_FOR = Decimal("0.22")


def offer(desk: Desk) -> None:
    """What comes before an order."""
    _leads(desk)
    _opportunities(desk)
    _quotations(desk)


def _leads(desk: Desk) -> None:
    """Fresh ones, some being worked on, some dropped."""
    by = desk.by
    marketing.open_campaign(code="FAIR", name="秋季家电展", by=by, at=desk.before(40))
    for age, ((company, person, email, country), message) in enumerate(
        zip(_LEADS, _SAID, strict=True)
    ):
        said = marketing.LeadSaid(
            company_name=company,
            person_name=person,
            email=email,
            country=country,
            language="zh-hans" if country == "CN" else "en",
            message=message,
            campaign_code="FAIR" if age % 3 == 0 else "",
        )
        at = desk.before(age)
        channel = (LeadChannel.WEB_FORM, LeadChannel.MAIL, LeadChannel.API)[age % 3]
        lead = marketing.capture_lead(
            said=said, channel=channel, owner_id=desk.users["sales"], by=by, at=at
        )
        if age % 4 == 3:
            marketing.qualify_lead(lead_id=lead.id, by=by, at=desk.at)
        if age in {4, 10}:
            reason = DropReason.NOT_SERVED if age == 4 else DropReason.NO_ANSWER
            marketing.drop_lead(lead_id=lead.id, reason=reason, by=by, at=desk.at)


def _opportunities(desk: Desk) -> None:
    """Several in each stage, some about to be decided, some decided."""
    stages = (Stage.LEAD, Stage.QUALIFIED, Stage.PROPOSED, Stage.NEGOTIATED)
    for turn in range(28):
        customer = desk.customer()
        items = desk.goods(2)
        opportunity = pipeline.open_opportunity(
            customer_id=customer.id,
            title=_title(customer, items[0]),
            stage=stages[turn % 4],
            expected_close_date=desk.today + timedelta(days=5 + turn * 4),
            lines=[
                ExpectedLine(item_id=item.id, quantity=Decimal(desk.drawn.randrange(50, 601, 50)))
                for item in items
            ],
            owner_id=desk.users["sales"],
            by=desk.by,
            at=desk.before(30 - turn),
        )
        if turn >= 24:
            _decide(desk, opportunity.id, turn)


def _decide(desk: Desk, opportunity_id: UUID, turn: int) -> None:
    if turn % 2:
        pipeline.win_opportunity(opportunity_id=opportunity_id, by=desk.by, at=desk.at)
    else:
        reason = LostReason.PRICE if turn % 4 else LostReason.DELIVERY_DATE
        pipeline.lose_opportunity(
            opportunity_id=opportunity_id, reason=reason, by=desk.by, at=desk.at
        )


def _title(customer: Buyer, item: Item) -> str:
    if customer.group == "EXPORT":
        return f"Season order {item.code}"
    return f"{item.name} 季度采购"


def _quotations(desk: Desk) -> None:
    """Drafts, offers out, some that end tomorrow, some that need approval, some declined."""
    for turn in range(26):
        discount = _DISCOUNT_TO_ASK_FOR if turn in {6, 7} else Decimal(0)
        age = 29 if turn in {8, 9, 10, 11} else turn % 12
        quotation = quoting.draft_quotation(
            customer_id=(customer := desk.customer()).id,
            lines=_asked(desk, customer),
            order_discount_ratio=discount,
            valid_until_date=desk.today + timedelta(days=1) if age == 29 else None,
            by=desk.by,
            at=desk.before(age),
        )
        if turn < 6:
            continue
        if discount:
            quoting.ask_approval(quotation_id=quotation.id, by=desk.by, at=desk.before(age))
            continue
        quoting.send_quotation(quotation_id=quotation.id, by=desk.by, at=desk.before(age))
        if turn >= 24:
            quoting.decline_quotation(
                quotation_id=quotation.id, reason=_declined(turn), by=desk.by, at=desk.at
            )


def _declined(turn: int) -> DeclineReason:
    return DeclineReason.DELIVERY_DATE if turn % 2 else DeclineReason.COMPETITOR


def _asked(desk: Desk, customer: Buyer) -> Sequence[LineAsked]:
    return [
        LineAsked(
            item_id=item.id,
            quantity=Decimal(desk.drawn.randrange(20, 201, 10)),
            requested_date=desk.day(desk.drawn.randint(25, 50), customer.site_id),
        )
        for item in desk.goods(desk.drawn.randint(1, 3))
    ]
