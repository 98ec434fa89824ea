"""What master data refuses."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class MasterUnknown(NotFound):
    code = "stem.masterdata.unknown"
    text_en = "{entity} {key} does not exist."
    text_zh = "{entity} {key} 不存在。"


class CodeTaken(Refusal):
    code = "stem.masterdata.code_taken"
    text_en = "{entity} {key} already exists."
    text_zh = "{entity} {key} 已存在。"


class DuplicateKey(InvalidInput):
    code = "stem.masterdata.duplicate_key"
    text_en = "{entity} {key} appears more than once in the input (first in row {first})."
    text_zh = "{entity} {key} 在输入中重复（首次出现在第 {first} 行）。"


class UnitUnknown(InvalidInput):
    code = "stem.masterdata.unit_unknown"
    text_en = "Unit {unit} is not known."
    text_zh = "计量单位 {unit} 不存在。"


class UnitsNotConvertible(InvalidInput):
    code = "stem.masterdata.units_not_convertible"
    text_en = "{from_unit} cannot be converted into {to_unit} for this item."
    text_zh = "该物料的 {from_unit} 无法换算为 {to_unit}。"


class UnitFixed(Refusal):
    code = "stem.masterdata.unit_fixed"
    text_en = "The base unit of item {item} stays {unit}: stock and documents are counted in it."
    text_zh = "物料 {item} 的基本单位 {unit} 不能更改：库存和单据均按此单位计量。"


class KindFixed(Refusal):
    code = "stem.masterdata.kind_fixed"
    text_en = "Item {item} is {kind}: goods stay goods and services services."
    text_zh = "物料 {item} 为 {kind}：有库存的物料与服务之间不能互换。"


class TrackingFixed(Refusal):
    code = "stem.masterdata.tracking_fixed"
    text_en = "Item {item} stays {tracking}: stock and documents name lots and serials by it."
    text_zh = "物料 {item} 的批次/序列号管理方式 {tracking} 不能更改：库存和单据均以此为准。"


class CurrencyUnknown(InvalidInput):
    code = "stem.masterdata.currency_unknown"
    text_en = "Currency {currency} is not in ISO 4217."
    text_zh = "货币 {currency} 不在 ISO 4217 中。"


class TaxIdInvalid(InvalidInput):
    code = "stem.masterdata.tax_id_invalid"
    text_en = "{number} is not a valid tax number of kind {kind}."
    text_zh = "{number} 不是有效的 {kind} 税号。"


class IdentifierInvalid(InvalidInput):
    code = "stem.masterdata.identifier_invalid"
    text_en = "{number} is not a valid {kind}: the check digit or the length is wrong."
    text_zh = "{number} 不是有效的 {kind}：校验位或长度有误。"


class ChoiceInvalid(InvalidInput):
    code = "stem.masterdata.choice_invalid"
    text_en = "{value} is not one of {choices}."
    text_zh = "{value} 不在可选值 {choices} 之内。"


class ValueMissing(InvalidInput):
    code = "stem.masterdata.value_missing"
    text_en = "A value is needed."
    text_zh = "此项必填。"


class NotPositive(InvalidInput):
    code = "stem.masterdata.not_positive"
    text_en = "{value} must be greater than zero."
    text_zh = "{value} 必须大于零。"


class Negative(InvalidInput):
    code = "stem.masterdata.negative"
    text_en = "{value} must not be negative."
    text_zh = "{value} 不能为负数。"


class RatioOutOfRange(InvalidInput):
    code = "stem.masterdata.ratio_out_of_range"
    text_en = "{value} must lie between 0 and 1 (1 excluded): 0.13 is thirteen percent."
    text_zh = "{value} 必须大于等于 0 且小于 1：0.13 表示 13%。"


class PeriodEmpty(InvalidInput):
    code = "stem.masterdata.period_empty"
    text_en = "The period from {starts} to {ends} is empty."
    text_zh = "{starts} 至 {ends} 的期间为空。"


class PeriodsOverlap(Refusal):
    code = "stem.masterdata.periods_overlap"
    text_en = "Version {version} of {item} is valid on the same days."
    text_zh = "{item} 的版本 {version} 在相同日期内有效。"


class BillCyclic(Refusal):
    code = "stem.masterdata.bill_cyclic"
    text_en = "The bill would contain itself: {path}."
    text_zh = "物料清单形成循环：{path}。"


class SupplyingSiteWrong(InvalidInput):
    code = "stem.masterdata.supplying_site_wrong"
    text_en = "A supplying site belongs to source TRANSFER, is required there and is another site."
    text_zh = "供应地点仅用于来源 TRANSFER，此时必填，且必须是另一地点。"


class CalendarWithoutWork(InvalidInput):
    code = "stem.masterdata.calendar_without_work"
    text_en = "Calendar {calendar} has no shift in its week."
    text_zh = "日历 {calendar} 的一周内没有班次。"


class ShiftsOverlap(InvalidInput):
    code = "stem.masterdata.shifts_overlap"
    text_en = "Shifts of one day overlap or are not shifts of one day."
    text_zh = "同一天的班次重叠或时间无效。"


class TimeZoneUnknown(InvalidInput):
    code = "stem.masterdata.time_zone_unknown"
    text_en = "Time zone {time_zone} is not known."
    text_zh = "时区 {time_zone} 不存在。"


class PriceMissing(Refusal):
    code = "stem.masterdata.price_missing"
    text_en = "There is no price for item {item} in {currency} on {date}."
    text_zh = "物料 {item} 在 {date} 没有 {currency} 价格。"


class RateMissing(Refusal):
    code = "stem.masterdata.rate_missing"
    text_en = "There is no exchange rate from {from_currency} to {to_currency} on {date}."
    text_zh = "{date} 没有 {from_currency} 兑 {to_currency} 的汇率。"


class MasterArchived(Refusal):
    code = "stem.masterdata.archived"
    text_en = "{entity} {key} is archived."
    text_zh = "{entity} {key} 已归档。"


class CustomerUnknown(InvalidInput):
    code = "stem.masterdata.customer_unknown"
    text_en = "There is no customer {id} of this company."
    text_zh = "本公司没有客户 {id}。"


class CustomerBlocked(Refusal):
    code = "stem.masterdata.customer_blocked"
    text_en = "Customer {customer} is blocked: nothing new is sold."
    text_zh = "客户 {customer} 已冻结，不能新增销售。"


class SiteUnknown(InvalidInput):
    code = "stem.masterdata.site_unknown"
    text_en = "There is no site {id} of this company."
    text_zh = "本公司没有地点 {id}。"


class ItemUnknown(InvalidInput):
    code = "stem.masterdata.item_unknown"
    text_en = "There is no item {id}."
    text_zh = "不存在物料 {id}。"


class ItemNotSold(InvalidInput):
    code = "stem.masterdata.item_not_sold"
    text_en = "Item {item} is not sold, or no longer."
    text_zh = "物料 {item} 不对外销售或已停售。"


class QuantityNotWhole(InvalidInput):
    code = "stem.masterdata.quantity_not_whole"
    text_en = "{quantity} {unit} cannot be counted in unit {unit}."
    text_zh = "数量 {quantity} {unit} 不符合单位 {unit} 的精度。"


class ReverseChargeIncluded(InvalidInput):
    code = "stem.masterdata.reverse_charge_included"
    text_en = "The tax {tax} is owed by who receives (reverse charge), so no price includes it."
    text_zh = "税 {tax} 由购买方自行缴纳（反向征收），不能包含在价格中。"


class TaxUnknown(InvalidInput):
    code = "stem.masterdata.tax_unknown"
    text_en = "There is no tax {tax} for sales, or no longer."
    text_zh = "没有销售税 {tax}，或已停用。"


class PaymentTermUnknown(InvalidInput):
    code = "stem.masterdata.payment_term_unknown"
    text_en = "There are no payment terms {term}, or no longer."
    text_zh = "没有付款条件 {term}，或已停用。"


class AddressUnknown(InvalidInput):
    code = "stem.masterdata.address_unknown"
    text_en = "There is no address {id} of this customer."
    text_zh = "该客户没有地址 {id}。"


class ColumnUnknown(InvalidInput):
    code = "stem.masterdata.column_unknown"
    text_en = "{column} is not a column of {entity}. Columns: {known}."
    text_zh = "{entity} 没有列 {column}。可用的列：{known}。"


class NumberInvalid(InvalidInput):
    code = "stem.masterdata.number_invalid"
    text_en = "{value} is not a number with at most {digits} digits, {decimals} of them decimals."
    text_zh = "{value} 不是有效数字（最多 {digits} 位，其中小数 {decimals} 位）。"


class WholeNumberInvalid(InvalidInput):
    code = "stem.masterdata.whole_number_invalid"
    text_en = "{value} is not a whole number from {least} to {most}."
    text_zh = "{value} 不是 {least} 到 {most} 之间的整数。"


class DateInvalid(InvalidInput):
    code = "stem.masterdata.date_invalid"
    text_en = "{value} is not a date. Write YYYY-MM-DD, for example 2026-03-02."
    text_zh = "{value} 不是有效日期。请写成 YYYY-MM-DD，例如 2026-03-02。"


class FlagInvalid(InvalidInput):
    code = "stem.masterdata.flag_invalid"
    text_en = "{value} is neither yes nor no."
    text_zh = "{value} 既不是“是”也不是“否”。"


class TextTooLong(InvalidInput):
    code = "stem.masterdata.text_too_long"
    text_en = "The text has {length} characters; {most} is the most."
    text_zh = "文本有 {length} 个字符，最多 {most} 个。"


class TextInvalid(InvalidInput):
    code = "stem.masterdata.text_invalid"
    text_en = "The text holds a character that cannot be stored."
    text_zh = "文本含有无法保存的字符。"


class RowsMissing(InvalidInput):
    code = "stem.masterdata.rows_missing"
    text_en = "At least one row is needed."
    text_zh = "至少需要一行。"
