"""What production may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class OrderUnknown(NotFound):
    code = "erp.production.order_unknown"
    text_en = "There is no production order {id}."
    text_zh = "不存在生产订单 {id}。"


class OperationUnknown(NotFound):
    code = "erp.production.operation_unknown"
    text_en = "Production order {number} has no operation {operation}."
    text_zh = "生产订单 {number} 没有工序 {operation}。"


class ComponentUnknown(InvalidInput):
    code = "erp.production.component_unknown"
    text_en = "Production order {number} has no component line {id}."
    text_zh = "生产订单 {number} 没有组件行 {id}。"


class ProposalUnknown(NotFound):
    code = "erp.production.proposal_unknown"
    text_en = "There is no proposal {id}."
    text_zh = "不存在变更建议 {id}。"


class BillMissing(Refusal):
    code = "erp.production.bill_missing"
    text_en = "{item} has no released bill of material on that day."
    text_zh = "物料 {item} 在该日期没有已发布的物料清单。"


class NotMade(InvalidInput):
    code = "erp.production.not_made"
    text_en = "{item} is a service; it cannot be made."
    text_zh = "{item} 是服务，不能生产。"


class QuantityNotPositive(InvalidInput):
    code = "erp.production.quantity_not_positive"
    text_en = "The quantity must be above zero, not {quantity}."
    text_zh = "数量必须大于零，不能是 {quantity}。"


class QuantityNegative(InvalidInput):
    code = "erp.production.quantity_negative"
    text_en = "{what} may not be negative: {quantity}."
    text_zh = "{what} 不能为负：{quantity}。"


class QuantityTooFine(InvalidInput):
    code = "erp.production.quantity_too_fine"
    text_en = "{quantity} {unit}: {unit} has {decimals} decimals."
    text_zh = "数量 {quantity} {unit}：单位 {unit} 只有 {decimals} 位小数。"


class DatesReversed(InvalidInput):
    code = "erp.production.dates_reversed"
    text_en = "The due date {due_date} lies before the start date {start_date}."
    text_zh = "完工日期 {due_date} 早于开工日期 {start_date}。"


class NotWorkedOn(Refusal):
    code = "erp.production.not_worked_on"
    text_en = "Production order {number} is {status}: nothing can be booked on it."
    text_zh = "生产订单 {number} 的状态为 {status}，不能报工或领料。"


class NotChangeable(Refusal):
    code = "erp.production.not_changeable"
    text_en = "Production order {number} is {status}: it can no longer be changed."
    text_zh = "生产订单 {number} 的状态为 {status}，不能再更改。"


class CancelUndecided(Refusal):
    code = "erp.production.cancel_undecided"
    text_en = "Production order {number} is proposed for cancelling: decide before work starts."
    text_zh = "生产订单 {number} 有待决定的取消建议：开工前请先决定。"


class OverCompletion(Refusal):
    code = "erp.production.over_completion"
    text_en = "{completed} + {quantity} would be more than {most}, for {ordered} ordered."
    text_zh = "{completed} + {quantity} 超过允许的 {most}（订单数量 {ordered}）。"


class OverIssue(Refusal):
    code = "erp.production.over_issue"
    text_en = "{item}: {issued} + {quantity} would be more than {most}, for {planned} planned."
    text_zh = "物料 {item}：{issued} + {quantity} 超过允许的 {most}（计划 {planned}）。"


class OverReturn(Refusal):
    code = "erp.production.over_return"
    text_en = "{item}: {quantity} to return, but only {issued} issued."
    text_zh = "物料 {item}：要退回 {quantity}，但只领用了 {issued}。"


class MaterialShort(Refusal):
    code = "erp.production.material_short"
    text_en = "{item}: {needed} needed, {available} available."
    text_zh = "物料 {item}：需要 {needed}，可用 {available}。"


class ComponentsIssued(Refusal):
    code = "erp.production.components_issued"
    text_en = "Production order {number} has components issued: return them first."
    text_zh = "生产订单 {number} 有已领用的组件，请先退回。"


class GoodsCompleted(Refusal):
    code = "erp.production.goods_completed"
    text_en = "Production order {number} has {completed} completed: close it instead."
    text_zh = "生产订单 {number} 已完工 {completed}，不能取消，请关闭订单。"


class WorkReported(Refusal):
    code = "erp.production.work_reported"
    text_en = "Work was reported on production order {number}: close it instead."
    text_zh = "生产订单 {number} 已有报工，不能取消，请关闭订单。"


class QuantityBelowDone(Refusal):
    code = "erp.production.quantity_below_done"
    text_en = "Production order {number}: {quantity} is less than the {done} done already."
    text_zh = "生产订单 {number}：{quantity} 少于已完成的 {done}。"


class ReasonMissing(InvalidInput):
    code = "erp.production.reason_missing"
    text_en = "A reason is needed."
    text_zh = "必须填写原因。"


class NothingReported(InvalidInput):
    code = "erp.production.nothing_reported"
    text_en = "The report has neither quantity nor time."
    text_zh = "报工没有数量也没有工时。"


class NothingToIssue(InvalidInput):
    code = "erp.production.nothing_to_issue"
    text_en = "Production order {number}: nothing is left to issue."
    text_zh = "生产订单 {number} 没有待领用的组件。"


class SerialNumbersMissing(InvalidInput):
    code = "erp.production.serial_numbers_missing"
    text_en = "{quantity} pieces need as many different serial numbers, not {given}."
    text_zh = "{quantity} 件需要同样数量的不同序列号，现在有 {given} 个。"


class SplitTooLarge(Refusal):
    code = "erp.production.split_too_large"
    text_en = "Production order {number} has {open} open; {quantity} cannot be split off."
    text_zh = "生产订单 {number} 未完成数量为 {open}，不能拆出 {quantity}。"


class CompletionUnknown(NotFound):
    code = "erp.production.completion_unknown"
    text_en = "There is no completion {id}."
    text_zh = "不存在完工记录 {id}。"


class AlreadyReversed(Refusal):
    code = "erp.production.already_reversed"
    text_en = "{id} was taken back already, or is itself a reversal."
    text_zh = "记录 {id} 已被冲销，或本身就是冲销。"


class ReportUnknown(NotFound):
    code = "erp.production.report_unknown"
    text_en = "There is no operation report {id}."
    text_zh = "不存在报工记录 {id}。"


class TooManyPieces(InvalidInput):
    code = "erp.production.too_many_pieces"
    text_en = "{quantity} pieces with serial numbers at once; at most {most}."
    text_zh = "一次完工 {quantity} 件带序列号的产品；最多 {most} 件。"
