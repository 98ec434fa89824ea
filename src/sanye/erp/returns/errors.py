"""What returns may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class ReturnUnknown(NotFound):
    code = "erp.returns.return_unknown"
    text_en = "There is no customer return {id}."
    text_zh = "不存在客户退货单 {id}。"


class LineUnknown(InvalidInput):
    code = "erp.returns.line_unknown"
    text_en = "Return {number} has no line {id}."
    text_zh = "退货单 {number} 没有行 {id}。"


class LinesMissing(InvalidInput):
    code = "erp.returns.lines_missing"
    text_en = "A return has at least one line."
    text_zh = "退货单至少要有一行。"


class ItemMissing(InvalidInput):
    code = "erp.returns.item_missing"
    text_en = "Name the goods: a delivery's line, a serial number we shipped, or an item."
    text_zh = "请指明货物：交货单行、已发出的序列号或物料。"


class QuantityNotPositive(InvalidInput):
    code = "erp.returns.quantity_not_positive"
    text_en = "A quantity above zero is needed, not {quantity}."
    text_zh = "数量必须大于零，不能是 {quantity}。"


class QuantityTooFine(InvalidInput):
    code = "erp.returns.quantity_too_fine"
    text_en = "{quantity} {unit} of {item} is finer than its unit allows."
    text_zh = "物料 {item} 的数量 {quantity} {unit} 超出计量单位的精度。"


class SiteMissing(InvalidInput):
    code = "erp.returns.site_missing"
    text_en = "Name the site where the goods come back."
    text_zh = "请指定退货接收地点。"


class NotDelivered(Refusal):
    code = "erp.returns.not_delivered"
    text_en = "These goods were not delivered to this customer."
    text_zh = "该货物并未交付给此客户。"


class NotReturned(InvalidInput):
    code = "erp.returns.not_returned"
    text_en = "{item} is a service; services do not come back."
    text_zh = "{item} 是服务，不能退货。"


class ReturnedTooMuch(Refusal):
    code = "erp.returns.returned_too_much"
    text_en = "{quantity} of {item} would come back, {left} of what was delivered is left."
    text_zh = "拟退回 {quantity} 的 {item}，已交付数量中仅剩 {left} 可退。"


class SerialNumberOnReturn(Refusal):
    code = "erp.returns.serial_number_on_return"
    text_en = "Serial number {serial_number} is on return {number} already."
    text_zh = "序列号 {serial_number} 已在退货单 {number} 上。"


class SerialNumbersMissing(InvalidInput):
    code = "erp.returns.serial_numbers_missing"
    text_en = "{item} is told apart by serial number: name one for each of {quantity} pieces."
    text_zh = "物料 {item} 按序列号管理：{quantity} 件须逐一填写序列号。"


class LotMissing(InvalidInput):
    code = "erp.returns.lot_missing"
    text_en = "{item} is kept by lot: say which lot came back."
    text_zh = "物料 {item} 按批次管理：请填写退回的批次。"


class ReceivedTooMuch(Refusal):
    code = "erp.returns.received_too_much"
    text_en = "Line {line}: {quantity} {unit} came, {left} is still announced."
    text_zh = "行 {line}：收到 {quantity} {unit}，仅剩 {left} 待收。"


class DateInFuture(InvalidInput):
    code = "erp.returns.date_in_future"
    text_en = "{date} is still to come."
    text_zh = "日期 {date} 尚未到来。"


class OutcomeUnknown(InvalidInput):
    code = "erp.returns.outcome_unknown"
    text_en = "{outcome} is not one of {allowed}."
    text_zh = "处理结果 {outcome} 无效，应为 {allowed} 之一。"


class SettledTooMuch(Refusal):
    code = "erp.returns.settled_too_much"
    text_en = "Line {line}: {quantity} {unit} would be settled, {left} is here and not settled."
    text_zh = "行 {line}：拟结算 {quantity} {unit}，已到货未结算仅 {left}。"


class NotInspected(Refusal):
    code = "erp.returns.not_inspected"
    text_en = "Line {line}: {quantity} {unit} would be settled, {decided} is inspected."
    text_zh = "行 {line}：拟结算 {quantity} {unit}，已判定仅 {decided}，请先完成检验。"


class GoodsNotThere(Refusal):
    code = "erp.returns.goods_not_there"
    text_en = "Line {line}: {outcome} of {quantity} {unit} needs goods of which {left} are left."
    text_zh = "行 {line}：{outcome} 需要 {quantity} {unit}，仅剩 {left} 可用。"


class NotInvoiced(Refusal):
    code = "erp.returns.not_invoiced"
    text_en = (
        "Line {line}: {quantity} {unit} would be credited, {left} is invoiced and not credited."
    )
    text_zh = "行 {line}：拟退款 {quantity} {unit}，其中已开票仅 {left}。"


class ReasonMissing(InvalidInput):
    code = "erp.returns.reason_missing"
    text_en = "A reason is needed."
    text_zh = "必须填写原因。"


class NotSettled(Refusal):
    code = "erp.returns.not_settled"
    text_en = "Return {number} has goods that are here and not settled."
    text_zh = "退货单 {number} 还有已到货未结算的货物。"


class SomethingCame(Refusal):
    code = "erp.returns.something_came"
    text_en = "Goods of return {number} are here: settle and close it instead."
    text_zh = "退货单 {number} 已有货物到达：请结算后关闭。"


class RatioOutOfRange(InvalidInput):
    code = "erp.returns.ratio_out_of_range"
    text_en = "A ratio lies between 0 and 1, not at {ratio}."
    text_zh = "比例必须在 0 与 1 之间，不能是 {ratio}。"


class DatesMissing(InvalidInput):
    code = "erp.returns.dates_missing"
    text_en = "An imported return was received and settled on a day in the past."
    text_zh = "导入的退货单必须有过去的业务日期。"


class AmountNegative(InvalidInput):
    code = "erp.returns.amount_negative"
    text_en = "An amount is never negative: {amount}."
    text_zh = "金额不能为负：{amount}。"
