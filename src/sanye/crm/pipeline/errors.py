from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class OpportunityUnknown(NotFound):
    code = "crm.pipeline.opportunity_unknown"
    text_en = "There is no opportunity {id}."
    text_zh = "不存在商机 {id}。"


class OpportunityClosed(Refusal):
    code = "crm.pipeline.opportunity_closed"
    text_en = "Opportunity {number} is {stage}; it no longer changes."
    text_zh = "商机 {number} 已处于 {stage} 状态，不能再更改。"


class ProbabilityOutOfRange(InvalidInput):
    code = "crm.pipeline.probability_out_of_range"
    text_en = "A probability lies between 0 and 1, not at {value}."
    text_zh = "概率应在 0 到 1 之间，不能为 {value}。"


class ReasonMissing(InvalidInput):
    code = "crm.pipeline.reason_missing"
    text_en = "Say why: one of {reasons}."
    text_zh = "请说明原因，可选：{reasons}。"


class QuantityNotPositive(InvalidInput):
    code = "crm.pipeline.quantity_not_positive"
    text_en = "A quantity is above zero, not {value}."
    text_zh = "数量必须大于零，不能为 {value}。"
