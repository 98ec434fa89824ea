"""Sentences about facts, in English and Chinese, filled from the fact's own fields."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.crm.accounts.domain.timeline.entries import Entry, Moment

Rule = Callable[[Any], Iterable[Entry]]

WORDS: dict[str, tuple[str, str]] = {
    "AT_RISK": ("at risk", "高风险"),
    "ARRIVED": ("arrived", "已到达"),
    "ASSIGNED": ("assigned", "已分派"),
    "API": ("API", "接口"),
    "CALL": ("call", "电话"),
    "CASE": ("case", "服务单"),
    "CHAT": ("chat", "聊天"),
    "COMPETITOR": ("competitor", "选择了竞争对手"),
    "COMPLAINT": ("complaint", "投诉"),
    "CREDIT_EXCEEDED": ("credit limit exceeded", "超出信用额度"),
    "CUSTOMER_BLOCKED": ("customer is blocked", "客户已冻结"),
    "DELAYED": ("delayed", "延误"),
    "DELIVERY": ("delivery", "交货单"),
    "DELIVERY_DATE": ("delivery date", "交期"),
    "DEPARTED": ("departed", "已发出"),
    "DIAGNOSED": ("diagnosed", "已诊断"),
    "ESCALATED": ("escalated", "已升级"),
    "EXCEPTION": ("exception", "异常"),
    "EMAIL": ("e-mail", "电子邮件"),
    "FAULT": ("fault", "故障"),
    "FILE": ("file", "文件"),
    "GOOD": ("good", "良好"),
    "HIGH": ("high", "高"),
    "IN": ("incoming", "客户联系我方"),
    "IN_TRANSIT": ("in transit", "运输中"),
    "LEAD": ("lead", "线索"),
    "LOW": ("low", "低"),
    "MAIL": ("mail", "邮件"),
    "MERGED": ("merged", "已合并"),
    "NEGOTIATED": ("negotiated", "谈判"),
    "NO_ANSWER": ("no answer", "未获答复"),
    "NO_BUDGET": ("no budget", "无预算"),
    "NO_SUPPLY": ("no supply", "无供应"),
    "NORMAL": ("normal", "普通"),
    "OTHER": ("other", "其他"),
    "OUT": ("outgoing", "我方联系客户"),
    "PERSON": ("person", "人工"),
    "PHONE": ("telephone", "电话"),
    "PLANNING_OFF": ("planning is off", "计划模块未启用"),
    "PRICE": ("price", "价格"),
    "PRODUCT": ("product", "产品"),
    "PROPOSED": ("proposed", "已报价"),
    "QUALIFIED": ("qualified", "已确认需求"),
    "QUESTION": ("question", "咨询"),
    "REOPENED": ("reopened", "已重新打开"),
    "REQUEST": ("request", "请求"),
    "RESPONDED": ("responded", "已回复"),
    "RESUMED": ("resumed", "已恢复处理"),
    "URGENT": ("urgent", "紧急"),
    "VISIT": ("visit", "拜访"),
    "WAITING": ("waiting", "等待中"),
    "WEB_FORM": ("web form", "网页表单"),
    "WATCH": ("to be watched", "需关注"),
}
"""Codes of facts as people say them; a code that is not here is shown as it is."""


def shown(value: object, language: str) -> str:
    """A value as a sentence says it: codes in words, numbers with 0, 2 or more decimals."""
    if isinstance(value, Decimal):
        text = f"{value.normalize():,f}"
        return f"{text}0" if text[-2:-1] == "." else text
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, date):
        return value.isoformat()
    words = WORDS.get(str(value))
    if words is None:
        return str(value)
    return words[1] if language == "zh" else words[0]


class _Fields(dict[str, Any]):
    """Fields of a fact for `format_map`, in one language."""

    def __init__(self, fact: Any, language: str, more: dict[str, Any]) -> None:
        self.fact, self.language, self.more = fact, language, more
        super().__init__()

    def __missing__(self, name: str) -> str:
        value = self.more[name] if name in self.more else getattr(self.fact, name)
        return shown(value, self.language)


def entry(
    fact: Any,
    en: str,
    zh: str,
    *,
    kind: str = "",
    customer_id: UUID | None = None,
    lead_id: UUID | None = None,
    number: str = "",
    document_id: UUID | None = None,
    document_type: str = "",
    moment: Moment = None,
    **more: Any,
) -> Entry:
    """One entry; what is not given comes from the fact and its type on the wire.

    `sanye.erp.sales_order.confirmed.v1` is a SALES_ORDER_CONFIRMED of an `erp.sales_order`.
    """
    leaf, noun, participle = fact.event_type.split(".")[1:4]
    return Entry(
        kind=kind or f"{noun}_{participle}".upper(),
        document_type=document_type or f"{leaf}.{noun}",
        document_id=document_id or getattr(fact, fact.event_key),
        number=number or getattr(fact, "number", ""),
        text_en=en.format_map(_Fields(fact, "en", more)),
        text_zh=zh.format_map(_Fields(fact, "zh", more)),
        customer_id=customer_id or getattr(fact, "customer_id", None),
        lead_id=lead_id or getattr(fact, "lead_id", None),
        moment=moment,
    )


def says(en: str, zh: str, *, moment: str = "", number: str = "") -> Rule:
    """The rule of a fact that is one sentence; `moment` and `number` name fields of it."""

    def rule(fact: Any) -> Iterable[Entry]:
        yield entry(
            fact,
            en,
            zh,
            moment=getattr(fact, moment) if moment else None,
            number=getattr(fact, number) if number else "",
        )

    return rule
