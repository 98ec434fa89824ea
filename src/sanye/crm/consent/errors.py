from sanye.kernel.errors import InvalidInput, NotFound


class ContactUnknown(NotFound):
    code = "crm.consent.contact_unknown"
    text_en = "There is no contact {id}."
    text_zh = "不存在联系人 {id}。"


class ProofMissing(InvalidInput):
    code = "crm.consent.proof_missing"
    text_en = "Say what shows the consent: the form, the mail, the call."
    text_zh = "请说明同意的凭据：表单、邮件或通话。"


class DecidedInFuture(InvalidInput):
    code = "crm.consent.decided_in_future"
    text_en = "Nobody can have decided at {decided_at} yet."
    text_zh = "决定时间 {decided_at} 尚未到来。"
