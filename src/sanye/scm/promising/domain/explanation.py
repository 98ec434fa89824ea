"""One sentence that says when and why not earlier, in two languages."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sanye.engines.promise import Binding, Promise


@dataclass(frozen=True, slots=True)
class Words:
    en: str
    zh: str


def explain(promise: Promise, quantity: Decimal, wanted: date, bound_by: str) -> Words:
    """`bound_by`: the code of the item that binds.

    "4 of 10 on 2026-03-06; all on 2026-03-20, 14 days late: WHEEL has to be bought or made first."
    """
    whole = _number(quantity)
    if promise.on is None:
        return _never(promise, whole, bound_by)
    if promise.on <= wanted:
        return Words(f"{whole} on {wanted}, as asked.", f"{wanted} 可交 {whole}，满足要求日期。")
    days = (promise.on - wanted).days
    first_en, first_zh = _first_part(promise, whole)
    why_en, why_zh = _why(promise.binding, bound_by)
    return Words(
        f"{first_en}all {whole} on {promise.on}, {days} days late: {why_en}.",
        f"{first_zh}{promise.on} 可交齐 {whole}，晚 {days} 天：{why_zh}。",
    )


def _never(promise: Promise, whole: str, bound_by: str) -> Words:
    first_en, first_zh = _first_part(promise, whole)
    return Words(
        f"{first_en}no date for all {whole}: {bound_by} has no source of supply.",
        f"{first_zh}无法承诺全部 {whole}：{bound_by} 没有供应来源。",
    )


def _first_part(promise: Promise, whole: str) -> tuple[str, str]:
    if not promise.parts or (len(promise.parts) == 1 and promise.on is not None):
        return "", ""
    on, quantity = promise.parts[0]
    part = _number(quantity)
    return f"{part} of {whole} on {on}; ", f"{on} 可先交 {part}（共 {whole}）；"


def _why(binding: Binding, bound_by: str) -> tuple[str, str]:
    if binding is Binding.SUPPLY:
        return f"{bound_by} waits for an open receipt", f"{bound_by} 需等待在途供应"
    return f"{bound_by} has to be bought or made first", f"{bound_by} 需先采购或生产"


def _number(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
