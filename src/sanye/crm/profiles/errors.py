from sanye.kernel.errors import NotFound


class PersonUnknown(NotFound):
    code = "crm.profiles.person_unknown"
    text_en = "There is no contact {id}."
    text_zh = "不存在联系人 {id}。"


class CustomerUnknown(NotFound):
    code = "crm.profiles.customer_unknown"
    text_en = "There is no customer {id}."
    text_zh = "不存在客户 {id}。"
