"""What planning may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class PlannedOrderUnknown(NotFound):
    code = "scm.planning.planned_order_unknown"
    text_en = "There is no planned order {id}; the plan may have changed."
    text_zh = "计划订单 {id} 不存在；计划可能已变更。"


class ActionMessageUnknown(NotFound):
    code = "scm.planning.action_message_unknown"
    text_en = "There is no action message {id}."
    text_zh = "例外信息 {id} 不存在。"


class QuantityNotPositive(InvalidInput):
    code = "scm.planning.quantity_not_positive"
    text_en = "A planned order has a quantity above 0, not {quantity}."
    text_zh = "计划订单的数量必须大于 0，而不是 {quantity}。"


class DatesReversed(InvalidInput):
    code = "scm.planning.dates_reversed"
    text_en = "A planned order is due on or after its start {start}, not on {due}."
    text_zh = "计划订单的到期日 {due} 不能早于开始日 {start}。"


class SupplierMissing(Refusal):
    code = "scm.planning.supplier_missing"
    text_en = "Nobody supplies {item}: enter a supplier's terms first."
    text_zh = "物料 {item} 没有供应商：请先录入供应商条款。"


class BillMissing(Refusal):
    code = "scm.planning.bill_missing"
    text_en = "Nothing says what {item} is made of: release a bill of material first."
    text_zh = "物料 {item} 没有物料清单：请先发布物料清单。"


class NothingToApply(Refusal):
    """The message names no order that could be changed."""

    code = "scm.planning.nothing_to_apply"
    text_en = "A message of kind {kind} cannot be applied; mend the data or dismiss it."
    text_zh = "“{kind}”类信息无法直接执行；请修正数据或忽略。"


class ReasonMissing(InvalidInput):
    code = "scm.planning.reason_missing"
    text_en = "A message is dismissed with a reason."
    text_zh = "忽略例外信息时必须填写原因。"
