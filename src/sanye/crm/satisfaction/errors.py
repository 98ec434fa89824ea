from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class RequestUnknown(NotFound):
    code = "crm.satisfaction.request_unknown"
    text_en = "There is no satisfaction request {id}."
    text_zh = "不存在满意度调查 {id}。"


class RequestExpired(Refusal):
    code = "crm.satisfaction.request_expired"
    status = 410
    text_en = "The request about {number} expired on {expires_at}."
    text_zh = "关于 {number} 的调查已于 {expires_at} 过期。"


class ScoreOutOfRange(InvalidInput):
    code = "crm.satisfaction.score_out_of_range"
    text_en = "A score is a whole number from 1 to 5, not {score}."
    text_zh = "评分必须是 1 到 5 的整数，不能为 {score}。"


class ReasonUnknown(InvalidInput):
    code = "crm.satisfaction.reason_unknown"
    text_en = "{reasons} cannot be ticked; there are {known}."
    text_zh = "{reasons} 不在可选原因内：{known}。"


class AlreadyAsked(Refusal):
    code = "crm.satisfaction.already_asked"
    text_en = "The customer was already asked about {subject_type} {number}."
    text_zh = "已就 {subject_type} {number} 征求过客户意见。"


class MayNotBeAsked(Refusal):
    code = "crm.satisfaction.may_not_be_asked"
    text_en = "The contact does not want to be asked."
    text_zh = "该联系人不希望接受调查。"


class ContactNotTheirs(InvalidInput):
    code = "crm.satisfaction.contact_not_theirs"
    text_en = "{contact_id} is no contact of the customer."
    text_zh = "{contact_id} 不是该客户的联系人。"


class PolicyOutOfRange(InvalidInput):
    code = "crm.satisfaction.policy_out_of_range"
    text_en = "{name} lies between {least} and {most}, not at {value}."
    text_zh = "{name} 应在 {least} 到 {most} 之间，不能为 {value}。"


class AnsweredInFuture(InvalidInput):
    code = "crm.satisfaction.answered_in_future"
    text_en = "Nobody can have answered at {answered_at} yet."
    text_zh = "回答时间 {answered_at} 尚未到来。"


class MailUnknown(NotFound):
    code = "crm.satisfaction.mail_unknown"
    text_en = "There is no mail {id}."
    text_zh = "不存在邮件 {id}。"


class MailNotFailed(Refusal):
    code = "crm.satisfaction.mail_not_failed"
    text_en = "The mail is {state}; only a failed one is sent again."
    text_zh = "邮件状态为 {state}，只有发送失败的邮件可以重发。"
