"""What settling may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class OpenItemUnknown(NotFound):
    code = "erp.open_items.open_item_unknown"
    text_en = "There is no open item {open_item_id} of this party in {currency}."
    text_zh = "该往来单位没有币种为 {currency} 的未清项 {open_item_id}。"


class PaymentUnknown(NotFound):
    code = "erp.open_items.payment_unknown"
    text_en = "There is no payment {payment_id}."
    text_zh = "不存在收付款 {payment_id}。"


class AmountNotPositive(InvalidInput):
    code = "erp.open_items.amount_not_positive"
    text_en = "The amount is {amount}; a payment is more than zero, in whole cents of {currency}."
    text_zh = "金额为 {amount}；收付款金额必须大于零，且符合 {currency} 的最小单位。"


class CurrencyUnknown(InvalidInput):
    code = "erp.open_items.currency_unknown"
    text_en = "{currency} is not a currency."
    text_zh = "{currency} 不是有效币种。"


class RateNotPositive(InvalidInput):
    code = "erp.open_items.rate_not_positive"
    text_en = (
        "The exchange rate {rate} of {currency} is not above zero, or not 1 for the own currency."
    )
    text_zh = "{currency} 的汇率 {rate} 无效：必须大于零，本位币汇率必须为 1。"


class AmountTooFine(InvalidInput):
    code = "erp.open_items.amount_too_fine"
    text_en = "{amount} is finer than the smallest unit of {currency}."
    text_zh = "{amount} 小于 {currency} 的最小单位精度。"


class SettlesNothing(InvalidInput):
    code = "erp.open_items.settles_nothing"
    text_en = "{amount} is not an amount to settle {document} with."
    text_zh = "金额 {amount} 不能用于核销 {document}。"


class SettledTwice(InvalidInput):
    code = "erp.open_items.settled_twice"
    text_en = "{document} is named twice."
    text_zh = "{document} 重复出现。"


class SettlesMoreThanOpen(Refusal):
    code = "erp.open_items.settles_more_than_open"
    text_en = "{document} has {open_amount} {currency} open; {amount} cannot be settled."
    text_zh = "{document} 未清金额为 {open_amount} {currency}，不能核销 {amount}。"


class SettlesMoreThanPaid(Refusal):
    code = "erp.open_items.settles_more_than_paid"
    text_en = "{settled} {currency} would be settled by a payment of {amount}."
    text_zh = "付款 {amount} {currency} 不足以核销 {settled}。"


class SettlesLessThanNothing(Refusal):
    code = "erp.open_items.settles_less_than_nothing"
    text_en = (
        "The items named come to {settled} {currency}: a payment settles credits against claims,"
        " not credits alone."
    )
    text_zh = "所列项目合计 {settled} {currency}：收付款不能只核销贷项。"


class DiscountNotAllowed(Refusal):
    code = "erp.open_items.discount_not_allowed"
    text_en = "The terms of {document} allow a discount of {allowed} {currency}, not {discount}."
    text_zh = "{document} 的付款条件允许折扣 {allowed} {currency}，不能为 {discount}。"


class PaymentSettlesDocuments(Refusal):
    code = "erp.open_items.payment_settles_documents"
    text_en = "{document} is a prepayment; apply it instead of paying it."
    text_zh = "{document} 是预付款项，请使用核销而不是付款。"


class DoesNotBalance(Refusal):
    code = "erp.open_items.does_not_balance"
    text_en = "The items settled against each other leave {difference} {currency}."
    text_zh = "相互核销的项目差额为 {difference} {currency}，必须为零。"


class SettledBeforeOpened(Refusal):
    code = "erp.open_items.settled_before_opened"
    text_en = "{document} was posted on {opened}, after {posting_date}."
    text_zh = "{document} 的记账日期 {opened} 晚于 {posting_date}。"


class OpenItemExists(Refusal):
    code = "erp.open_items.open_item_exists"
    text_en = "{document} already has an open item."
    text_zh = "{document} 已存在未清项。"


class AlreadyReversed(Refusal):
    code = "erp.open_items.already_reversed"
    text_en = "Payment {number} is reversed already."
    text_zh = "收付款 {number} 已冲销。"


class PrepaymentInUse(Refusal):
    code = "erp.open_items.prepayment_in_use"
    text_en = "Payment {number} left a prepayment that has been applied since."
    text_zh = "收付款 {number} 形成的预收预付款已被核销。"
