"""What invoicing may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class InvoiceUnknown(NotFound):
    code = "erp.invoicing.invoice_unknown"
    text_en = "There is no sales invoice {id}."
    text_zh = "不存在销售发票 {id}。"


class NothingToInvoice(Refusal):
    code = "erp.invoicing.nothing_to_invoice"
    text_en = "These deliveries have nothing that is shipped and not invoiced."
    text_zh = "这些交货单没有已发货未开票的内容。"


class NotAnInvoice(Refusal):
    code = "erp.invoicing.not_an_invoice"
    text_en = "{number} is a credit note; only an invoice is credited."
    text_zh = "{number} 是红字发票，只能对蓝字发票开红。"


class LineUnknown(InvalidInput):
    code = "erp.invoicing.line_unknown"
    text_en = "Invoice {number} has no line {id}."
    text_zh = "发票 {number} 没有行 {id}。"


class LinesMissing(InvalidInput):
    code = "erp.invoicing.lines_missing"
    text_en = "Name at least one line to credit."
    text_zh = "请至少指定一行。"


class QuantityOrAmount(InvalidInput):
    code = "erp.invoicing.quantity_or_amount"
    text_en = "A line is credited by quantity or by net amount above zero: one of the two."
    text_zh = "每行按数量或按不含税金额之一冲红，且必须大于零。"


class CreditedTooMuch(Refusal):
    code = "erp.invoicing.credited_too_much"
    text_en = "Line {line}: {wanted} would be credited, {left} is left of it."
    text_zh = "行 {line}：拟冲红 {wanted}，仅剩 {left}。"


class AmountTooFine(InvalidInput):
    code = "erp.invoicing.amount_too_fine"
    text_en = "{amount} is finer than the smallest unit of {currency}."
    text_zh = "{amount} 小于 {currency} 的最小单位。"


class ReasonMissing(InvalidInput):
    code = "erp.invoicing.reason_missing"
    text_en = "A reason is needed."
    text_zh = "必须填写原因。"


class DatesOutOfOrder(InvalidInput):
    code = "erp.invoicing.dates_out_of_order"
    text_en = "The invoice date {date} lies before the shipment of {shipped_date}."
    text_zh = "发票日期 {date} 早于发货日期 {shipped_date}。"


class CreditedBeforeInvoice(InvalidInput):
    code = "erp.invoicing.credited_before_invoice"
    text_en = "The credit note's date {date} lies before the date {invoice_date} of its invoice."
    text_zh = "红字发票日期 {date} 早于原发票日期 {invoice_date}。"
