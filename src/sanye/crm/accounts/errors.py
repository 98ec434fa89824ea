from sanye.kernel.errors import InvalidInput, NotFound, Refusal


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


class InteractionUnknown(NotFound):
    code = "crm.accounts.interaction_unknown"
    text_en = "There is no interaction {id}."
    text_zh = "不存在互动记录 {id}。"


class HappenedInFuture(InvalidInput):
    code = "crm.accounts.happened_in_future"
    text_en = "{happened_at} is still to come; plan it as a follow-up."
    text_zh = "{happened_at} 尚未到来，请改为安排跟进。"


class ContactNotTheirs(InvalidInput):
    code = "crm.accounts.contact_not_theirs"
    text_en = "{contact_id} is no contact of {party}."
    text_zh = "{contact_id} 不是 {party} 的联系人。"


class FollowUpInPast(InvalidInput):
    code = "crm.accounts.follow_up_in_past"
    text_en = "A follow-up on {date} would come before what it follows."
    text_zh = "跟进日期 {date} 早于互动发生的日期。"


class NothingToFollowUp(Refusal):
    code = "crm.accounts.nothing_to_follow_up"
    text_en = "No follow-up is planned, or it is done."
    text_zh = "没有待完成的跟进。"


class NobodyTalkedWith(InvalidInput):
    code = "crm.accounts.nobody_talked_with"
    text_en = "An interaction is with a customer or a lead."
    text_zh = "互动记录须关联客户或线索。"
