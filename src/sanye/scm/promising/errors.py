"""What promising may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class HoldUnknown(NotFound):
    code = "scm.promising.hold_unknown"
    text_en = "There is no hold {id}."
    text_zh = "预留 {id} 不存在。"


class NothingAsked(InvalidInput):
    code = "scm.promising.nothing_asked"
    text_en = "Ask for at least one line."
    text_zh = "至少需要一行。"


class QuantityNotPositive(InvalidInput):
    code = "scm.promising.quantity_not_positive"
    text_en = "Ask for a quantity above 0, not {quantity}."
    text_zh = "数量必须大于 0，而不是 {quantity}。"


class RequestTaken(Refusal):
    """The request id came before with other lines."""

    code = "scm.promising.request_taken"
    text_en = "Request {id} was answered before, for other lines."
    text_zh = "请求 {id} 已针对其他内容答复过。"


class ItemUnknown(InvalidInput):
    code = "scm.promising.item_unknown"
    text_en = "There is no item {item}."
    text_zh = "物料 {item} 不存在。"


class SiteUnknown(InvalidInput):
    code = "scm.promising.site_unknown"
    text_en = "There is no site {site} in this company."
    text_zh = "本公司没有地点 {site}。"
