from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class QuotationUnknown(NotFound):
    code = "crm.quoting.quotation_unknown"
    text_en = "There is no quotation {id}."
    text_zh = "不存在报价单 {id}。"


class VersionUnknown(NotFound):
    code = "crm.quoting.version_unknown"
    text_en = "Quotation {number} has no version {version}."
    text_zh = "报价单 {number} 没有第 {version} 版。"


class LinesMissing(InvalidInput):
    code = "crm.quoting.lines_missing"
    text_en = "A quotation has at least one line."
    text_zh = "报价单至少需要一行。"


class SiteMissing(InvalidInput):
    code = "crm.quoting.site_missing"
    text_en = "Name the site that will ship; the customer has no usual one."
    text_zh = "请指定发货地点；该客户没有默认地点。"


class DiscountOutOfRange(InvalidInput):
    code = "crm.quoting.discount_out_of_range"
    text_en = "A discount lies between 0 and 1, not at {value}."
    text_zh = "折扣应在 0 到 1 之间，不能为 {value}。"


class PriceNegative(InvalidInput):
    code = "crm.quoting.price_negative"
    text_en = "A price is never negative, as {value} is."
    text_zh = "价格不能为负数（{value}）。"


class DateInThePast(InvalidInput):
    code = "crm.quoting.date_in_the_past"
    text_en = "{date} is before the day of quoting, {today}."
    text_zh = "{date} 早于报价日 {today}。"


class ApprovalNeeded(Refusal):
    code = "crm.quoting.approval_needed"
    text_en = "Quotation {number} needs approval before it is sent: {reason}."
    text_zh = "报价单 {number} 需先审批才能发送：{reason}。"


class OwnApproval(Refusal):
    code = "crm.quoting.own_approval"
    status = 403
    text_en = "Whoever asked for the approval of {number} cannot give it."
    text_zh = "报价单 {number} 不能由申请人自己审批。"


class QuotationExpired(Refusal):
    code = "crm.quoting.quotation_expired"
    text_en = "Quotation {number} was valid until {date}; send a new version."
    text_zh = "报价单 {number} 的有效期至 {date}；请发送新版本。"


class ReasonMissing(InvalidInput):
    code = "crm.quoting.reason_missing"
    text_en = "Say why: one of {reasons}."
    text_zh = "请说明原因，可选：{reasons}。"


class LineUnknown(InvalidInput):
    code = "crm.quoting.line_unknown"
    text_en = "Version {version} has no optional line {line}."
    text_zh = "第 {version} 版没有可选行 {line}。"
