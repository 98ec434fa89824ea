from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class LeadUnknown(NotFound):
    code = "crm.marketing.lead_unknown"
    text_en = "There is no lead {id}."
    text_zh = "不存在线索 {id}。"


class LeadSaysNothing(InvalidInput):
    code = "crm.marketing.lead_says_nothing"
    text_en = "A lead has an e-mail address or a telephone number."
    text_zh = "线索须有电子邮件或电话号码。"


class EmailNotValid(InvalidInput):
    code = "crm.marketing.email_not_valid"
    text_en = "{email} is no e-mail address."
    text_zh = "{email} 不是有效的电子邮件地址。"


class PhoneNotValid(InvalidInput):
    code = "crm.marketing.phone_not_valid"
    text_en = "{phone} is no telephone number."
    text_zh = "{phone} 不是有效的电话号码。"


class MailNotReadable(InvalidInput):
    code = "crm.marketing.mail_not_readable"
    text_en = "The mail has no sender."
    text_zh = "该邮件没有发件人。"


class CampaignUnknown(NotFound):
    code = "crm.marketing.campaign_unknown"
    text_en = "There is no campaign {code} that is open."
    text_zh = "不存在进行中的活动 {code}。"


class FormUnknown(NotFound):
    code = "crm.marketing.form_unknown"
    text_en = "This form does not exist or is closed."
    text_zh = "该表单不存在或已停用。"


class CodeTaken(Refusal):
    code = "crm.marketing.code_taken"
    text_en = "{code} is taken."
    text_zh = "{code} 已被使用。"


class RedirectNotValid(InvalidInput):
    code = "crm.marketing.redirect_not_valid"
    text_en = "{url} is no address that a browser can be sent to (https://…)."
    text_zh = "{url} 不是可跳转的网址（https://…）。"


class OwnerUnknown(InvalidInput):
    code = "crm.marketing.owner_unknown"
    text_en = "{id} is no user of this company."
    text_zh = "{id} 不是本公司的用户。"


class NobodyToAssign(InvalidInput):
    code = "crm.marketing.nobody_to_assign"
    text_en = "A rule names at least one user."
    text_zh = "分配规则至少要有一名用户。"


class DropReasonMissing(InvalidInput):
    code = "crm.marketing.drop_reason_missing"
    text_en = "Say why: one of {reasons}."
    text_zh = "请说明原因，可选：{reasons}。"


class LeadErased(Refusal):
    code = "crm.marketing.lead_erased"
    text_en = "The person behind lead {number} was erased."
    text_zh = "线索 {number} 的个人信息已被删除。"


class DuplicateUnknown(NotFound):
    code = "crm.marketing.duplicate_unknown"
    text_en = "There is no such warning."
    text_zh = "不存在该重复提示。"


class EntryNotReadable(InvalidInput):
    code = "crm.marketing.entry_not_readable"
    text_en = "The form was sent in a way that cannot be read: send text fields as JSON or form."
    text_zh = "表单内容无法识别：请以 JSON 或表单方式提交文本字段。"


class EntryTooLong(InvalidInput):
    code = "crm.marketing.entry_too_long"
    text_en = "The text has more than {most} characters."
    text_zh = "文本超过 {most} 个字符。"
