"""What buying refuses."""

from sanye.kernel.errors import InvalidInput, NotAllowed, NotFound, Refusal


class OrderUnknown(NotFound):
    code = "erp.purchasing.order_unknown"
    text_en = "Purchase order {order} does not exist."
    text_zh = "采购订单 {order} 不存在。"


class LineUnknown(NotFound):
    code = "erp.purchasing.line_unknown"
    text_en = "Line {line} does not belong to purchase order {order}."
    text_zh = "行 {line} 不属于采购订单 {order}。"


class ProposalUnknown(NotFound):
    code = "erp.purchasing.proposal_unknown"
    text_en = "Change proposal {proposal} does not exist."
    text_zh = "变更提议 {proposal} 不存在。"


class RequisitionUnknown(NotFound):
    code = "erp.purchasing.requisition_unknown"
    text_en = "Purchase requisition {requisition} does not exist."
    text_zh = "采购申请 {requisition} 不存在。"


class ReceiptLineUnknown(NotFound):
    code = "erp.purchasing.receipt_line_unknown"
    text_en = "Receipt line {line} does not exist."
    text_zh = "收货行 {line} 不存在。"


class NotASupplier(InvalidInput):
    code = "erp.purchasing.not_a_supplier"
    text_en = "{party} is not a supplier of this company."
    text_zh = "{party} 不是本公司的供应商。"


class SupplierBlocked(Refusal):
    code = "erp.purchasing.supplier_blocked"
    text_en = "Supplier {supplier} is blocked."
    text_zh = "供应商 {supplier} 已被冻结。"


class SupplierUnreliable(Refusal):
    code = "erp.purchasing.supplier_unreliable"
    text_en = (
        "Supplier {supplier} is red: {ratio} on time in full of {lines} lines. "
        "New orders are not allowed by policy."
    )
    text_zh = "供应商 {supplier} 为红色：{lines} 行中准时足量率 {ratio}。按策略不得再下新订单。"


class SiteNotForGoods(InvalidInput):
    code = "erp.purchasing.site_unknown"
    text_en = "Site {site} does not exist in this company, or is archived."
    text_zh = "地点 {site} 在本公司不存在或已归档。"


class LinesMissing(InvalidInput):
    code = "erp.purchasing.lines_missing"
    text_en = "At least one line is needed."
    text_zh = "至少需要一行。"


class QuantityNotPositive(InvalidInput):
    code = "erp.purchasing.quantity_not_positive"
    text_en = "The quantity must be greater than zero, not {quantity}."
    text_zh = "数量必须大于零，而不是 {quantity}。"


class QuantityTooFine(InvalidInput):
    code = "erp.purchasing.quantity_too_fine"
    text_en = "{quantity} has more decimals than unit {unit} allows ({decimals})."
    text_zh = "{quantity} 的小数位超过单位 {unit} 允许的 {decimals} 位。"


class NotSoldInThatQuantity(InvalidInput):
    code = "erp.purchasing.not_sold_in_that_quantity"
    text_en = (
        "The supplier sells {item} from {minimum} {unit} in multiples of {multiple};"
        " the nearest above {quantity} is {suggested}."
    )
    text_zh = (
        "供应商的 {item} 最小起订量为 {minimum} {unit}，倍量为 {multiple}；"
        "不低于 {quantity} 的可订数量为 {suggested}。"
    )


class AboveMaximum(InvalidInput):
    code = "erp.purchasing.above_maximum"
    text_en = "The supplier sells at most {maximum} {unit} of {item} in one order."
    text_zh = "供应商的 {item} 每单最多 {maximum} {unit}。"


class PriceMissing(InvalidInput):
    code = "erp.purchasing.price_missing"
    text_en = "The supplier has no price for {quantity} {unit} of {item}; give one."
    text_zh = "供应商没有 {item} {quantity} {unit} 的价格，请填写单价。"


class PriceNegative(InvalidInput):
    code = "erp.purchasing.price_negative"
    text_en = "A price is never negative, not even {price}."
    text_zh = "单价不能为负：{price}。"


class CurrencyDiffers(InvalidInput):
    code = "erp.purchasing.currency_differs"
    text_en = "The supplier's price for {item} is in {term_currency}, the order in {currency}."
    text_zh = "供应商对 {item} 的报价货币为 {term_currency}，而订单为 {currency}。"


class DateTooEarly(InvalidInput):
    code = "erp.purchasing.date_too_early"
    text_en = "{date} is earlier than {earliest}."
    text_zh = "日期 {date} 早于 {earliest}。"


class DateInFuture(InvalidInput):
    code = "erp.purchasing.date_in_future"
    text_en = "The posting date {date} lies in the future."
    text_zh = "过账日期 {date} 在未来。"


class WrongUnit(InvalidInput):
    code = "erp.purchasing.wrong_unit"
    text_en = "The order's line counts {expected}, not {unit}."
    text_zh = "订单行的单位是 {expected}，而不是 {unit}。"


class NeedsApproval(Refusal):
    code = "erp.purchasing.needs_approval"
    text_en = "Order {order} of {amount} {currency} needs approval (above {limit})."
    text_zh = "订单 {order} 金额 {amount} {currency} 超过 {limit}，需要审批。"


class ApproverIsBuyer(NotAllowed):
    code = "erp.purchasing.approver_is_buyer"
    text_en = "Order {order} is approved by another person than the one who asked for it."
    text_zh = "订单 {order} 须由申请人以外的人审批。"


class ReasonMissing(InvalidInput):
    code = "erp.purchasing.reason_missing"
    text_en = "A reason is needed."
    text_zh = "必须填写原因。"


class NothingOpen(Refusal):
    code = "erp.purchasing.nothing_open"
    text_en = "Nothing is open on line {line} of order {order}."
    text_zh = "订单 {order} 的行 {line} 没有未交数量。"


class NotWithSupplier(Refusal):
    code = "erp.purchasing.not_with_supplier"
    text_en = "Order {order} is {status}: only an order the supplier has can be {action}."
    text_zh = "订单 {order} 状态为 {status}：只有已发给供应商的订单才能执行 {action}。"


class OrderFinished(Refusal):
    code = "erp.purchasing.order_finished"
    text_en = "Order {order} is {status} and changes no more."
    text_zh = "订单 {order} 状态为 {status}，不能再更改。"


class ConfirmedTooMuch(InvalidInput):
    code = "erp.purchasing.confirmed_too_much"
    text_en = "The answer of {quantity} {unit} is above the {open} open plus tolerance."
    text_zh = "答复数量 {quantity} {unit} 超过未交数量 {open} 及允差。"


class SameDateTwice(InvalidInput):
    code = "erp.purchasing.same_date_twice"
    text_en = "The date {date} stands twice; add its quantities together."
    text_zh = "日期 {date} 重复，请合并数量。"


class NothingProposed(InvalidInput):
    code = "erp.purchasing.nothing_proposed"
    text_en = "A change names exactly one of: a date, a quantity, or a cancellation."
    text_zh = "每项变更须且只能给出日期、数量或取消之一。"


class OverReceipt(Refusal):
    code = "erp.purchasing.over_receipt"
    text_en = "{quantity} {unit} is more than the {most} that may still come on line {line}."
    text_zh = "收货 {quantity} {unit} 超过行 {line} 仍可收的 {most}。"


class LotMissing(InvalidInput):
    code = "erp.purchasing.lot_missing"
    text_en = "Item {item} is kept by lot: name the lot."
    text_zh = "物料 {item} 按批次管理，请填写批号。"


class SerialNumbersWrong(InvalidInput):
    code = "erp.purchasing.serial_numbers_wrong"
    text_en = "Item {item} is kept by serial number: {quantity} different ones are needed."
    text_zh = "物料 {item} 按序列号管理，需要 {quantity} 个不同的序列号。"


class OtherReceipt(InvalidInput):
    code = "erp.purchasing.other_receipt"
    text_en = "Serial number {serial_number} did not come with receipt {receipt}."
    text_zh = "序列号 {serial_number} 不是随收货单 {receipt} 到货的。"


class ReturnTooMuch(Refusal):
    code = "erp.purchasing.return_too_much"
    text_en = "Only {most} {unit} of this receipt can still go back, not {quantity}."
    text_zh = "该收货最多还能退 {most} {unit}，而不是 {quantity}。"


class MatchTooMuch(Refusal):
    code = "erp.purchasing.match_too_much"
    text_en = "{quantity} {unit} cannot be matched: only {most} is received and not yet invoiced."
    text_zh = "无法匹配 {quantity} {unit}：已收未开票的只有 {most}。"


class PolicyInvalid(InvalidInput):
    code = "erp.purchasing.policy_invalid"
    text_en = "A window has 1 to 366 days; amounts and days are not negative."
    text_zh = "采购窗口为 1 到 366 天，金额和天数不能为负。"


class OrderKeyMissing(InvalidInput):
    code = "erp.purchasing.order_key_missing"
    text_en = "The order's number in the other system is needed."
    text_zh = "必须填写原系统的订单号。"


class AlreadyImported(Refusal):
    code = "erp.purchasing.already_imported"
    text_en = "Order {order} was imported already."
    text_zh = "订单 {order} 已导入。"


class HeadsDiffer(InvalidInput):
    code = "erp.purchasing.heads_differ"
    text_en = "All rows of order {order} have the same supplier, site and currency."
    text_zh = "订单 {order} 的所有行必须是同一供应商、地点和货币。"


class NotBought(Refusal):
    code = "erp.purchasing.not_bought"
    text_en = "No receipts are known from which {quantity} of {item} could go back to a supplier."
    text_zh = "找不到可将 {quantity} {item} 退回供应商的收货记录。"
