"""What demand may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class ItemUnknown(InvalidInput):
    code = "scm.demand.item_unknown"
    text_en = "There is no item {id}."
    text_zh = "物料 {id} 不存在。"


class SiteUnknown(InvalidInput):
    code = "scm.demand.site_unknown"
    text_en = "There is no site {id}."
    text_zh = "地点 {id} 不存在。"


class CustomerUnknown(InvalidInput):
    code = "scm.demand.customer_unknown"
    text_en = "There is no customer {id}."
    text_zh = "客户 {id} 不存在。"


class QuantityNotPositive(InvalidInput):
    code = "scm.demand.quantity_not_positive"
    text_en = "Lost demand has a quantity above 0, not {quantity}."
    text_zh = "流失需求的数量必须大于 0，而不是 {quantity}。"


class QuantityNegative(InvalidInput):
    code = "scm.demand.quantity_negative"
    text_en = "A forecast is 0 or more, not {quantity}."
    text_zh = "预测数量不能小于 0，而不是 {quantity}。"


class ReasonMissing(InvalidInput):
    code = "scm.demand.reason_missing"
    text_en = "A forecast is changed by hand with a reason."
    text_zh = "手工修改预测时必须填写原因。"


class NothingGiven(InvalidInput):
    code = "scm.demand.nothing_given"
    text_en = "Give at least one row."
    text_zh = "请至少填写一行。"


class GivenTwice(InvalidInput):
    code = "scm.demand.given_twice"
    text_en = "Row {first} says the same already."
    text_zh = "与第 {first} 行重复。"


class NumberOutOfRange(InvalidInput):
    code = "scm.demand.number_out_of_range"
    text_en = "{value} is not between {least} and {most}."
    text_zh = "{value} 不在 {least} 到 {most} 之间。"


class MethodUnknown(InvalidInput):
    code = "scm.demand.method_unknown"
    text_en = "There is no forecasting method {method}; there are {methods}."
    text_zh = "没有预测方法 {method}；可选：{methods}。"


class VersionUnknown(NotFound):
    code = "scm.demand.version_unknown"
    text_en = "There is no forecast version {id}."
    text_zh = "预测版本 {id} 不存在。"


class OverrideUnknown(NotFound):
    code = "scm.demand.override_unknown"
    text_en = "There is no forecast change {id} in force."
    text_zh = "没有生效的预测修改 {id}。"


class PeriodNotForecast(InvalidInput):
    code = "scm.demand.period_not_forecast"
    text_en = (
        "Version {version} forecasts nothing for this item and site in the period from {date}."
    )
    text_zh = "版本 {version} 没有该物料在该地点从 {date} 开始的期间的预测。"


class VersionClosed(Refusal):
    """A superseded version is kept as it was, to be judged."""

    code = "scm.demand.version_closed"
    text_en = "Version {version} is superseded and stays as it was."
    text_zh = "版本 {version} 已被取代，不再修改。"


class NoHistory(Refusal):
    code = "scm.demand.no_history"
    text_en = "There is no demand before {date} to forecast from."
    text_zh = "{date} 之前没有可用于预测的需求。"
