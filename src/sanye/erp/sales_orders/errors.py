"""What sales orders may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class SalesOrderUnknown(NotFound):
    code = "erp.sales_orders.sales_order_unknown"
    text_en = "There is no sales order {id}."
    text_zh = "不存在销售订单 {id}。"


class LineUnknown(InvalidInput):
    code = "erp.sales_orders.line_unknown"
    text_en = "Order {number} has no line {id}."
    text_zh = "订单 {number} 没有行 {id}。"


class LinesMissing(InvalidInput):
    code = "erp.sales_orders.lines_missing"
    text_en = "An order has at least one line."
    text_zh = "订单至少要有一行。"


class SiteMissing(InvalidInput):
    code = "erp.sales_orders.site_missing"
    text_en = "Name the site that ships: the customer has none by default."
    text_zh = "请指定发货地点：该客户没有默认地点。"


class DateBeforeOrder(InvalidInput):
    code = "erp.sales_orders.date_before_order"
    text_en = "The requested date {date} lies before the order date {order_date}."
    text_zh = "要求日期 {date} 早于订单日期 {order_date}。"


class ScheduleNotWhole(InvalidInput):
    code = "erp.sales_orders.schedule_not_whole"
    text_en = "The schedule sums to {scheduled}, the line to {quantity} {unit}."
    text_zh = "交货计划合计 {scheduled}，与行数量 {quantity} {unit} 不符。"


class DiscountOutOfRange(InvalidInput):
    code = "erp.sales_orders.discount_out_of_range"
    text_en = "A discount lies between 0 and 1 (0.05 is five percent), not at {ratio}."
    text_zh = "折扣必须在 0 与 1 之间（0.05 表示 5%），不能是 {ratio}。"


class PriceNegative(InvalidInput):
    code = "erp.sales_orders.price_negative"
    text_en = "A price is never negative: {price}."
    text_zh = "价格不能为负：{price}。"


class ReasonMissing(InvalidInput):
    code = "erp.sales_orders.reason_missing"
    text_en = "A reason is needed."
    text_zh = "必须填写原因。"


class NothingChanged(InvalidInput):
    code = "erp.sales_orders.nothing_changed"
    text_en = "The amendment of order {number} changes nothing."
    text_zh = "订单 {number} 的变更没有任何内容。"


class LineCancelled(Refusal):
    code = "erp.sales_orders.line_cancelled"
    text_en = "Line {line} of order {number} is cancelled or has nothing left open."
    text_zh = "订单 {number} 的行 {line} 已取消或没有未交数量。"


class BelowShipped(Refusal):
    code = "erp.sales_orders.below_shipped"
    text_en = "Line {line}: {wanted} {unit} is below what is shipped or being shipped, {bound}."
    text_zh = "行 {line}：{wanted} {unit} 低于已发或在发数量 {bound}。"


class ItemAlreadyShipped(Refusal):
    code = "erp.sales_orders.item_already_shipped"
    text_en = "Line {line}: the item cannot be swapped, part of it is shipped or being shipped."
    text_zh = "行 {line}：已有部分发货或在发，不能更换物料。"


class OrderNotOpen(Refusal):
    code = "erp.sales_orders.order_not_open"
    text_en = "Order {number} is {status}; it can no longer be changed."
    text_zh = "订单 {number} 的状态为 {status}，不能再变更。"


class OrderHasDeliveries(Refusal):
    code = "erp.sales_orders.order_has_deliveries"
    text_en = "Order {number} has deliveries; cancel those not shipped, or the lines left open."
    text_zh = "订单 {number} 已有交货；请取消未发交货，或取消未交的行。"


class ChangedMeanwhile(Refusal):
    code = "erp.sales_orders.changed_meanwhile"
    text_en = "Order {number} was changed by somebody else meanwhile; nothing was changed."
    text_zh = "订单 {number} 同时被他人修改，本次未作任何更改。"


class NoPromise(Refusal):
    code = "erp.sales_orders.no_promise"
    text_en = "Line {line} cannot be promised as changed: {why}"
    text_zh = "行 {line} 按此变更无法承诺交期：{why}"


class PromiseNotAwaited(Refusal):
    code = "erp.sales_orders.promise_not_awaited"
    text_en = "No line of order {number} waits for a promise."
    text_zh = "订单 {number} 没有待承诺的行。"


class NothingProposed(Refusal):
    code = "erp.sales_orders.nothing_proposed"
    text_en = "No new date is proposed for these lines of order {number}."
    text_zh = "订单 {number} 的这些行没有建议的新交期。"


class CreditExceeded(Refusal):
    code = "erp.sales_orders.credit_exceeded"
    text_en = "Customer {customer} would exceed the credit limit {limit} {currency} by {excess}."
    text_zh = "客户 {customer} 将超出信用额度 {limit} {currency}，超出 {excess}。"


class CreditNotBlocked(Refusal):
    code = "erp.sales_orders.credit_not_blocked"
    text_en = "Order {number} is {status}; there is no credit to release."
    text_zh = "订单 {number} 的状态为 {status}，无需信用放行。"


class OverShipped(Refusal):
    code = "erp.sales_orders.over_shipped"
    text_en = "Line {line}: {wanted} {unit} is more than may be shipped, {bound}."
    text_zh = "行 {line}：{wanted} {unit} 超过可发数量 {bound}。"


class OverInvoiced(Refusal):
    code = "erp.sales_orders.over_invoiced"
    text_en = "Line {line}: {wanted} {unit} would be invoiced, but {bound} is shipped."
    text_zh = "行 {line}：将开票 {wanted} {unit}，但已发 {bound}。"
