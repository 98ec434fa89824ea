from sanye.kernel.errors import InvalidInput, NotFound


class AccountUnknown(NotFound):
    code = "crm.accounts.account_unknown"
    text_en = "There is no customer account {id}."
    text_zh = "不存在客户账户 {id}。"


class NotACustomer(InvalidInput):
    code = "crm.accounts.not_a_customer"
    text_en = "{party} is no customer."
    text_zh = "{party} 不是客户。"


class NoteEmpty(InvalidInput):
    code = "crm.accounts.note_empty"
    text_en = "A note has words."
    text_zh = "备注不能为空。"
