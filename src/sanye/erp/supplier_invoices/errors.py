"""What supplier invoices refuse."""

from sanye.kernel.errors import InvalidInput, NotAllowed, NotFound, Refusal


class InvoiceUnknown(NotFound):
    code = "erp.supplier_invoices.invoice_unknown"
    text_en = "Supplier invoice {invoice} does not exist."
    text_zh = "供应商发票 {invoice} 不存在。"


class ReferenceMissing(InvalidInput):
    code = "erp.supplier_invoices.reference_missing"
    text_en = "The supplier's invoice number is needed (at most 40 characters)."
    text_zh = "必须填写供应商发票号（最多 40 个字符）。"


class ReferenceTaken(Refusal):
    code = "erp.supplier_invoices.reference_taken"
    text_en = "Invoice {reference} of this supplier is entered already."
    text_zh = "该供应商的发票 {reference} 已录入。"


class LinesMissing(InvalidInput):
    code = "erp.supplier_invoices.lines_missing"
    text_en = "At least one line is needed."
    text_zh = "至少需要一行。"


class OrderLineUnknown(InvalidInput):
    code = "erp.supplier_invoices.order_line_unknown"
    text_en = "Purchase order line {line} does not exist or belongs to another supplier."
    text_zh = "采购订单行 {line} 不存在或属于其他供应商。"


class OrderLineTwice(InvalidInput):
    code = "erp.supplier_invoices.order_line_twice"
    text_en = "Purchase order line {line} stands twice on the invoice."
    text_zh = "采购订单行 {line} 在发票中重复。"


class CurrencyDiffers(InvalidInput):
    code = "erp.supplier_invoices.currency_differs"
    text_en = "The invoice is in {currency}, the order in {order_currency}."
    text_zh = "发票货币为 {currency}，订单货币为 {order_currency}。"


class UnitDiffers(InvalidInput):
    code = "erp.supplier_invoices.unit_differs"
    text_en = "The order's line counts {expected}, the invoice {unit}."
    text_zh = "订单行单位为 {expected}，发票单位为 {unit}。"


class QuantityNotPositive(InvalidInput):
    code = "erp.supplier_invoices.quantity_not_positive"
    text_en = "The quantity must be greater than zero, not {quantity}."
    text_zh = "数量必须大于零，而不是 {quantity}。"


class AmountNegative(InvalidInput):
    code = "erp.supplier_invoices.amount_negative"
    text_en = "Prices and totals are not negative; a credit is entered as a credit."
    text_zh = "单价和合计不能为负；贷项请按贷项通知录入。"


class ShipmentUnknown(InvalidInput):
    code = "erp.supplier_invoices.shipment_unknown"
    text_en = "No freight of this carrier is accrued for shipment {shipment}."
    text_zh = "该承运商没有运单 {shipment} 的暂估运费。"


class ShipmentTwice(InvalidInput):
    code = "erp.supplier_invoices.shipment_twice"
    text_en = "Shipment {shipment} stands twice on the invoice."
    text_zh = "运单 {shipment} 在发票中重复。"


class OrderAndShipment(InvalidInput):
    code = "erp.supplier_invoices.order_and_shipment"
    text_en = "A line names an order line or a shipment, not both."
    text_zh = "发票行只能对应采购订单行或运单之一。"


class TextMissing(InvalidInput):
    code = "erp.supplier_invoices.text_missing"
    text_en = "A line without an order line needs a text."
    text_zh = "没有对应订单行的发票行必须填写说明。"


class DateInFuture(InvalidInput):
    code = "erp.supplier_invoices.date_in_future"
    text_en = "{date} lies in the future."
    text_zh = "日期 {date} 在未来。"


class ReasonMissing(InvalidInput):
    code = "erp.supplier_invoices.reason_missing"
    text_en = "A reason is needed."
    text_zh = "必须填写原因。"


class NotReleasable(Refusal):
    code = "erp.supplier_invoices.not_releasable"
    text_en = "{reasons} cannot be released: wait for the goods, or cancel the invoice."
    text_zh = "{reasons} 不能放行：请等待收货，或作废该发票。"


class ReleaserEnteredIt(NotAllowed):
    code = "erp.supplier_invoices.releaser_entered_it"
    text_en = "A blocked invoice is released by another person than the one who entered it."
    text_zh = "被冻结的发票须由录入人以外的人放行。"


class StillBlocked(Refusal):
    code = "erp.supplier_invoices.still_blocked"
    text_en = "Invoice {reference} is blocked: {reasons}."
    text_zh = "发票 {reference} 被冻结：{reasons}。"


class PolicyInvalid(InvalidInput):
    code = "erp.supplier_invoices.policy_invalid"
    text_en = "Ratios lie in 0-1; amounts and days are not negative."
    text_zh = "比例须在 0 到 1 之间，金额和天数不能为负。"
