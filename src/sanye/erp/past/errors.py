"""What a list of finished documents may be refused for."""

from sanye.kernel.errors import InvalidInput


class DateMissing(InvalidInput):
    code = "erp.past.date_missing"
    text_en = "The day is needed: {what}."
    text_zh = "缺少日期：{what}。"


class DatesOutOfOrder(InvalidInput):
    code = "erp.past.dates_out_of_order"
    text_en = "{date} is before {earlier}."
    text_zh = "日期 {date} 早于 {earlier}。"


class DateNotPast(InvalidInput):
    code = "erp.past.date_not_past"
    text_en = "{date} has not been yet: a finished document has past days only."
    text_zh = "日期 {date} 尚未到来：已完结单据只能使用过去的日期。"


class NumberReserved(InvalidInput):
    code = "erp.past.number_reserved"
    text_en = "{number} is one of our own numbers, which are drawn: leave it empty."
    text_zh = "{number} 属于系统自有编号，须由系统编制：请留空。"


class GivenTwice(InvalidInput):
    code = "erp.past.given_twice"
    text_en = "{number} stands in the list twice, first in row {first}."
    text_zh = "{number} 在列表中重复，首次出现在第 {first} 行。"


class TakenAlready(InvalidInput):
    code = "erp.past.taken_already"
    text_en = "{number} belongs to another document."
    text_zh = "{number} 已被其他单据使用。"


class RateMissing(InvalidInput):
    code = "erp.past.rate_missing"
    text_en = "An amount in {currency} needs its exchange rate."
    text_zh = "{currency} 金额必须提供汇率。"


class RateWrong(InvalidInput):
    code = "erp.past.rate_wrong"
    text_en = "The exchange rate must be above zero, and 1 for our own currency, not {rate}."
    text_zh = "汇率必须大于零，本位币汇率必须为 1，不能是 {rate}。"


class CurrencyUnknown(InvalidInput):
    code = "erp.past.currency_unknown"
    text_en = "{currency} is not a currency of ISO 4217."
    text_zh = "{currency} 不是 ISO 4217 货币。"


class AmountWrong(InvalidInput):
    code = "erp.past.amount_wrong"
    text_en = "{amount} is not an amount in {currency}: it is negative, too large or too fine."
    text_zh = "{amount} 不是有效的 {currency} 金额：为负数、过大或小数位过多。"


class Negative(InvalidInput):
    code = "erp.past.negative"
    text_en = "{amount} is below zero or too large."
    text_zh = "{amount} 不能小于零或过大。"


class QuantityWrong(InvalidInput):
    code = "erp.past.quantity_wrong"
    text_en = "{quantity} {unit} of {item} cannot be: too small, too large, or finer than {unit}."
    text_zh = "物料 {item} 的数量 {quantity} {unit} 无效：过小、过大或超出单位精度。"


class TextWrong(InvalidInput):
    code = "erp.past.text_wrong"
    text_en = "The text has {length} characters; {most} can be stored."
    text_zh = "文本有 {length} 个字符，最多可保存 {most} 个。"


class RatioWrong(InvalidInput):
    code = "erp.past.ratio_wrong"
    text_en = "A share lies between 0 and 1, not {ratio}."
    text_zh = "比率必须在 0 到 1 之间，不能是 {ratio}。"


class MoreThanThere(InvalidInput):
    code = "erp.past.more_than_there"
    text_en = "{quantity} is more than {most}."
    text_zh = "{quantity} 超过 {most}。"


class LinesMissing(InvalidInput):
    code = "erp.past.lines_missing"
    text_en = "The document has no lines."
    text_zh = "单据没有行。"


class TaxCodeMissing(InvalidInput):
    code = "erp.past.tax_code_missing"
    text_en = "A tax amount needs the code of its tax."
    text_zh = "税额必须提供税码。"


class CancelledButDelivered(InvalidInput):
    code = "erp.past.cancelled_but_delivered"
    text_en = "A cancelled order has delivered nothing."
    text_zh = "已取消的订单不能有发货数量。"


class TrackingWrong(InvalidInput):
    code = "erp.past.tracking_wrong"
    text_en = "{item} is kept by {tracking}: lots and serial numbers must fit, one per piece."
    text_zh = "物料 {item} 按 {tracking} 管理：批次和序列号必须相符，每件一个。"


class StockShort(InvalidInput):
    code = "erp.past.stock_short"
    text_en = "{number} takes {item} at {site} to {quantity} at the end of {date}."
    text_zh = "{number} 使物料 {item} 在 {site} 于 {date} 日终的库存变为 {quantity}。"


class SerialNumberElsewhere(InvalidInput):
    code = "erp.past.serial_number_elsewhere"
    text_en = "Serial number {serial_number} of {item} would not be in one place or nowhere."
    text_zh = "物料 {item} 的序列号 {serial_number} 将不会只处于一个位置或不在库。"


class PeriodClosed(InvalidInput):
    code = "erp.past.period_closed"
    text_en = "{date} lies in a closed period; the books are closed until {until}."
    text_zh = "日期 {date} 位于已关闭期间；账簿已关闭至 {until}。"


class CostMissing(InvalidInput):
    code = "erp.past.cost_missing"
    text_en = "Opening stock needs its unit cost, zero or more."
    text_zh = "期初库存必须提供单位成本，且不得为负。"


class KindWrong(InvalidInput):
    code = "erp.past.kind_wrong"
    text_en = "Stock without a document is OPENING, COUNT or SCRAP, not {kind}."
    text_zh = "无单据库存只能是 OPENING、COUNT 或 SCRAP，不能是 {kind}。"


class BillMissing(InvalidInput):
    code = "erp.past.bill_missing"
    text_en = "{item} has no bill of material on {date}."
    text_zh = "物料 {item} 在 {date} 没有物料清单。"
