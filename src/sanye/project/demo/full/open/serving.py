"""Cases of each kind and urgency, returns on their way, and what customers were told."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sanye.crm.accounts import commands as accounts
from sanye.crm.accounts.domain.interactions import Direction, InteractionKind
from sanye.crm.service import commands as service
from sanye.crm.service.commands import About
from sanye.erp.inventory.queries import list_movements
from sanye.erp.returns import commands as returns
from sanye.erp.returns.commands import Back, ReturnRequest
from sanye.erp.returns.queries import get_customer_return
from sanye.project.demo.full.lines import LINES
from sanye.project.demo.full.open.desk import Desk
from sanye.project.demo.full.open.ordering import Delivered
from sanye.project.demo.full.tables import read_table
from sanye.stem.masterdata.queries import list_item_families

_CASES = read_table("""
URGENT | FAULT     | OVERHEATS        |   1 | 壶身过热，客户要求停售
URGENT | COMPLAINT | LATE_DELIVERY    |   2 | 促销货未到
HIGH   | FAULT     | STOPPED_WORKING  |   5 | 电饭煲不加热
HIGH   | COMPLAINT | TRANSPORT_DAMAGE |  20 | 外箱破损
HIGH   | FAULT     | NOISE            |  26 | 破壁机异响
NORMAL | QUESTION  |                  |   3 | 请提供 CCC 证书
NORMAL | COMPLAINT | SHORT_DELIVERY   |  30 | 少发两台
NORMAL | FAULT     | LEAKS            |  50 | 加湿器漏水
NORMAL | REQUEST   |                  |  70 | 申请补发说明书
NORMAL | COMPLAINT | WRONG_INVOICE    |  96 | 发票税号错误
LOW    | QUESTION  |                  |  40 | Spare jug for CM-12
LOW    | REQUEST   |                  | 120 | 经销商培训
NORMAL | FAULT     | DEAD_ON_ARRIVAL  | 150 | 开箱即坏
NORMAL | QUESTION  |                  | 160 | 滤芯多久更换
""")
"""Priority, kind, failure, hours since it was opened, title."""

_TEXTS = """
三家门店反映底座烫手，请尽快确认批次。
周末开促销，订单仍未发货。
使用两周后不再加热，屏幕显示 E3。
收货时 6 箱外箱破损，附件有缺失。
高速档有金属摩擦声。
招标需要空气净化器证书扫描件。
送货单 10 台，实收 8 台。
水箱底部渗水。
需要英文说明书 20 份。
请重开上月发票。
Can we order spare glass jugs separately?
希望安排一次新品培训。
吸尘器无法开机。
用户询问滤芯寿命。
""".strip().splitlines()
"""What was said of each."""

_CONVERSATIONS = read_table("""
CALL  | 年底返利政策沟通       | 客户希望把返利改为季度结算。
VISIT | 明年产品线规划         | 对塔扇和薄荷绿系列有兴趣，要样机。
MAIL  | 发货计划确认           | 已发送未来三周的到货计划。
CALL  | 逾期货款               | 承诺下周付款。
""")

_ANNOUNCED = 3
"""Returns of which nothing has come yet."""


def set_up(desk: Desk) -> None:
    """Queues, codes and levels as they start, and months of warranty by line and for all."""
    service.set_up_service(by=desk.by, at=desk.at)
    families = {row.code: row.id for row in list_item_families(by=desk.by)}
    since = desk.today - timedelta(days=3 * 365)
    service.put_warranty_term(months=12, valid_from_date=since, by=desk.by, at=desk.at)
    for line in LINES:
        service.put_warranty_term(
            months=line.months,
            valid_from_date=since,
            family_id=families[line.code],
            by=desk.by,
            at=desk.at,
        )


def serve(desk: Desk, delivered: Sequence[Delivered]) -> None:
    """What the service desk, the returns desk and sellers have before them."""
    _cases(desk)
    _returns(desk, delivered)
    _talk(desk)


def _cases(desk: Desk) -> None:
    """Some unowned and late, some taken, some waiting, the last ones solved."""
    care = desk.users["care"]
    for turn, ((priority, kind, failure, hours, title), text) in enumerate(
        zip(_CASES, _TEXTS, strict=True)
    ):
        customer = desk.customer("RETAIL", "DEALER", "ECOM")
        case = service.open_case(
            about=About(customer_id=customer.id, item_id=desk.goods(1)[0].id),
            title=title,
            kind=kind,
            channel=("PHONE", "MAIL", "WEB_FORM")[turn % 3],
            text=text,
            failure_code=failure,
            priority=priority,
            by=desk.by,
            at=desk.before(0, int(hours)),
        )
        if turn % 3 == 1:
            service.assign_case(case_id=case.id, owner_id=care, by=desk.by, at=desk.at)
        if turn in {4, 7, 9}:
            service.answer_customer(
                case_id=case.id, text="已收到，正在核实。", by=desk.by, at=desk.at
            )
        if turn == 7:
            service.wait_for_customer(
                case_id=case.id, text="请提供序列号照片。", by=desk.by, at=desk.at
            )
        if turn >= 11:
            code = "EXPLAINED" if kind == "QUESTION" else "CORRECTED"
            service.resolve_case(case_id=case.id, resolution_code=code, by=desk.by, at=desk.at)


def _returns(desk: Desk, delivered: Sequence[Delivered]) -> None:
    """Announced ones, and some that have come and wait for their inspection."""
    for turn, one in enumerate(delivered[:5]):
        shipped = list_movements(source_type="delivery", source_id=one.delivery_id, by=desk.by)
        left = shipped[0].lines.all()[0]
        made = returns.create_return(
            customer_id=one.customer_id,
            lines=[
                ReturnRequest(
                    item_id=left.item_id,
                    quantity=Decimal(1),
                    lot=left.lot,
                    serial_number=left.serial_number,
                    delivery_line_id=left.source_line_id,
                    reason_code="DEFECTIVE" if turn % 2 else "NOT_WANTED",
                    wanted_outcome="REPLACE" if turn % 2 else "REFUND",
                )
            ],
            by=desk.by,
            at=desk.at,
        )
        if turn >= _ANNOUNCED:
            line = get_customer_return(customer_return_id=made.id, by=desk.by).lines.all()[0]
            returns.receive_return(
                customer_return_id=made.id,
                lines=[Back(line_id=line.id, quantity=Decimal(1))],
                by=desk.by,
                at=desk.at,
            )


def _talk(desk: Desk) -> None:
    for turn, (kind, subject, text) in enumerate(_CONVERSATIONS * 2):
        accounts.record_interaction(
            customer_id=desk.customer("RETAIL", "DEALER").id,
            kind=InteractionKind(kind),
            direction=Direction.OUT,
            happened_at=desk.before(turn + 3),
            subject=subject,
            text=text,
            user_ids=[desk.users["sales"]],
            follow_up_date=desk.today + timedelta(days=turn - 2),
            follow_up_by_id=desk.users["sales"],
            by=desk.by,
            at=desk.before(turn + 3),
        )
