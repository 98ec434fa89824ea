"""What service refuses."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class CaseUnknown(NotFound):
    code = "crm.service.case_unknown"
    text_en = "There is no case {id}."
    text_zh = "不存在服务单 {id}。"


class QueueUnknown(InvalidInput):
    code = "crm.service.queue_unknown"
    text_en = "There is no queue {queue}."
    text_zh = "不存在服务队列 {queue}。"


class CodeUnknown(InvalidInput):
    code = "crm.service.code_unknown"
    text_en = "{value} is no code of the list {kind}."
    text_zh = "{value} 不在代码表 {kind} 中。"


class CodeMissing(InvalidInput):
    code = "crm.service.code_missing"
    text_en = "A code has letters or digits."
    text_zh = "代码不能为空。"


class NameMissing(InvalidInput):
    code = "crm.service.name_missing"
    text_en = "{value} needs a name."
    text_zh = "{value} 需要名称。"


class CustomerMissing(InvalidInput):
    code = "crm.service.customer_missing"
    text_en = "Say for which customer, order, delivery or serial number."
    text_zh = "请说明客户、订单、交货单或序列号。"


class NotACustomer(InvalidInput):
    code = "crm.service.not_a_customer"
    text_en = "{party} is no customer."
    text_zh = "{party} 不是客户。"


class DocumentUnknown(InvalidInput):
    code = "crm.service.document_unknown"
    text_en = "Service knows no order or delivery {document}."
    text_zh = "服务模块没有订单或交货单 {document} 的记录。"


class DocumentOfAnother(InvalidInput):
    code = "crm.service.document_of_another"
    text_en = "{document} belongs to another customer."
    text_zh = "{document} 属于其他客户。"


class SerialOfAnother(InvalidInput):
    code = "crm.service.serial_of_another"
    text_en = "Serial number {serial_number} was delivered to another customer."
    text_zh = "序列号 {serial_number} 交付给了其他客户。"


class SerialOfSeveralItems(InvalidInput):
    code = "crm.service.serial_of_several_items"
    text_en = "Several items have the serial number {serial_number}; say which."
    text_zh = "多个物料使用序列号 {serial_number}，请指明物料。"


class ContactOfAnother(InvalidInput):
    code = "crm.service.contact_of_another"
    text_en = "The contact belongs to another party."
    text_zh = "该联系人不属于此客户。"


class TextEmpty(InvalidInput):
    code = "crm.service.text_empty"
    text_en = "A message has words."
    text_zh = "内容不能为空。"


class CaseOver(Refusal):
    code = "crm.service.case_over"
    text_en = "Case {number} is {status}; nothing more is done about it."
    text_zh = "服务单 {number} 已处于 {status} 状态，不能再处理。"


class OwnerNotInQueue(InvalidInput):
    code = "crm.service.owner_not_in_queue"
    text_en = "That user does not work in queue {queue}."
    text_zh = "该用户不在服务队列 {queue} 中。"


class UserNotHere(InvalidInput):
    code = "crm.service.user_not_here"
    text_en = "User {user} does not work in this company."
    text_zh = "用户 {user} 不属于本公司。"


class NothingAsked(InvalidInput):
    code = "crm.service.nothing_asked"
    text_en = "The customer cannot be waited for before he was asked; say what."
    text_zh = "尚未向客户提问，不能等待客户；请写明问题。"


class ReasonMissing(InvalidInput):
    code = "crm.service.reason_missing"
    text_en = "Say why: one of {reasons}."
    text_zh = "请说明原因，可选：{reasons}。"


class NotSolved(InvalidInput):
    code = "crm.service.not_solved"
    text_en = "Case {number} was not solved; it can only be closed as {reasons}."
    text_zh = "服务单 {number} 尚未解决，只能以 {reasons} 关闭。"


class TooLateToReopen(Refusal):
    code = "crm.service.too_late_to_reopen"
    text_en = "Case {number} ended on {date}; it could be reopened for {days} days. Open a new one."
    text_zh = "服务单 {number} 已于 {date} 结束，只能在 {days} 天内重新打开；请新建服务单。"


class MergedIntoItself(InvalidInput):
    code = "crm.service.merged_into_itself"
    text_en = "A case cannot be merged into itself."
    text_zh = "服务单不能合并到自身。"


class MergedAcrossCustomers(InvalidInput):
    code = "crm.service.merged_across_customers"
    text_en = "Cases of two customers cannot be merged."
    text_zh = "不同客户的服务单不能合并。"


class NotYetOpened(InvalidInput):
    code = "crm.service.not_yet_opened"
    text_en = "{at} is before the case was opened."
    text_zh = "{at} 早于服务单的创建时间。"


class MailUnreadable(InvalidInput):
    code = "crm.service.mail_unreadable"
    text_en = "This is no mail with a sender and words."
    text_zh = "这不是包含发件人和正文的邮件。"


class IncomingUnknown(NotFound):
    code = "crm.service.incoming_unknown"
    text_en = "There is no incoming message {id}."
    text_zh = "不存在来信 {id}。"


class AlreadySorted(Refusal):
    code = "crm.service.already_sorted"
    text_en = "That message is {status} already."
    text_zh = "该来信已处理（{status}）。"


class FormUnknown(NotFound):
    code = "crm.service.form_unknown"
    text_en = "There is no such form."
    text_zh = "不存在该表单。"


class FormFull(Refusal):
    code = "crm.service.form_full"
    status = 429
    text_en = "Too many messages came by this form; try again in an hour."
    text_zh = "该表单提交过多，请一小时后再试。"


class LinesMissing(InvalidInput):
    code = "crm.service.lines_missing"
    text_en = "Say which goods shall come back."
    text_zh = "请说明需退回的货物。"


class ItemMissing(InvalidInput):
    code = "crm.service.item_missing"
    text_en = "Say which item and how much; {serial_number} was not delivered by us."
    text_zh = "请指明物料和数量；{serial_number} 不是由我们交付的。"


class QuantityNotPositive(InvalidInput):
    code = "crm.service.quantity_not_positive"
    text_en = "A quantity is above zero, not {quantity}."
    text_zh = "数量必须大于零，不能为 {quantity}。"


class MoreThanDelivered(InvalidInput):
    code = "crm.service.more_than_delivered"
    text_en = "{quantity} asked back, but only {bound} is still with the customer."
    text_zh = "要求退回 {quantity}，但客户处只剩 {bound}。"


class NotReturnable(InvalidInput):
    code = "crm.service.not_returnable"
    text_en = "{item} is a service; it cannot come back."
    text_zh = "{item} 是服务，无法退回。"


class OnePieceOnly(InvalidInput):
    code = "crm.service.one_piece_only"
    text_en = "Serial number {serial_number} is one piece, not {quantity}."
    text_zh = "序列号 {serial_number} 只对应一件，数量不能为 {quantity}。"


class QuantityTooFine(InvalidInput):
    code = "crm.service.quantity_too_fine"
    text_en = "{quantity} is finer than unit {unit} of {item} allows."
    text_zh = "{quantity} 超出物料 {item} 单位 {unit} 的精度。"


class NothingLeft(InvalidInput):
    code = "crm.service.nothing_left"
    text_en = "Nothing of {document} is still with the customer."
    text_zh = "{document} 的货物已全部退回。"


class OutcomeUnknown(InvalidInput):
    code = "crm.service.outcome_unknown"
    text_en = "{value} is no outcome; one of {known}."
    text_zh = "{value} 不是有效的处理方式，可选：{known}。"


class AmountNotPositive(InvalidInput):
    code = "crm.service.amount_not_positive"
    text_en = "A cost is above zero, not {amount}."
    text_zh = "费用必须大于零，不能为 {amount}。"


class MinutesOnlyForLabor(InvalidInput):
    code = "crm.service.minutes_only_for_labor"
    text_en = "Only labor is reported in minutes."
    text_zh = "只有工时可以按分钟填报。"


class RateMissing(Refusal):
    code = "crm.service.rate_missing"
    text_en = "The company has not set what an hour of service costs."
    text_zh = "公司尚未设置服务工时费率。"


class AmountTooFine(InvalidInput):
    code = "crm.service.amount_too_fine"
    text_en = "{amount} is finer than the smallest unit of {currency}."
    text_zh = "{amount} 小于 {currency} 的最小单位。"


class DateInTheFuture(InvalidInput):
    code = "crm.service.date_in_the_future"
    text_en = "{date} is after today, {today}."
    text_zh = "{date} 晚于今天 {today}。"


class CostUnknown(NotFound):
    code = "crm.service.cost_unknown"
    text_en = "There is no cost report {id}."
    text_zh = "不存在费用报告 {id}。"


class AlreadyReversed(Refusal):
    code = "crm.service.already_reversed"
    text_en = "That report was taken back already, or takes back another."
    text_zh = "该报告已被冲销，或本身即为冲销。"


class TermAmbiguous(InvalidInput):
    code = "crm.service.term_ambiguous"
    text_en = "A warranty term is for an item or for a family, not for both."
    text_zh = "保修条款只能针对物料或物料族之一。"


class MonthsOutOfRange(InvalidInput):
    code = "crm.service.months_out_of_range"
    text_en = "Months of warranty lie between 0 and 600, not at {value}."
    text_zh = "保修月数应在 0 到 600 之间，不能为 {value}。"


class NothingToCheck(InvalidInput):
    code = "crm.service.nothing_to_check"
    text_en = "Give a serial number, or an item with its lot, delivery or order."
    text_zh = "请提供序列号，或物料及其批次、交货单或订单。"


class NumberTaken(Refusal):
    code = "crm.service.number_taken"
    text_en = "Case {number} exists already."
    text_zh = "服务单 {number} 已存在。"


class EndsBeforeItBegan(InvalidInput):
    code = "crm.service.ends_before_it_began"
    text_en = "{resolved_at} is before {opened_at}."
    text_zh = "{resolved_at} 早于 {opened_at}。"


class ChoiceUnknown(InvalidInput):
    code = "crm.service.choice_unknown"
    text_en = "{value} is none of {known}."
    text_zh = "{value} 不在可选值 {known} 之中。"


class TextTooLong(InvalidInput):
    code = "crm.service.text_too_long"
    text_en = "{count} letters are more than {most}."
    text_zh = "{count} 个字符超过上限 {most}。"
