from sanye.kernel.errors import InvalidInput, NotFound


class CustomerNotReviewed(NotFound):
    code = "crm.loyalty.customer_not_reviewed"
    text_en = "Nothing is known of customer {id} yet."
    text_zh = "尚无客户 {id} 的任何记录。"


class SegmentUnknown(NotFound):
    code = "crm.loyalty.segment_unknown"
    text_en = "There is no segment {code}."
    text_zh = "不存在客户群 {code}。"


class ScoresOutOfOrder(InvalidInput):
    code = "crm.loyalty.scores_out_of_order"
    text_en = "Scores go from 1 to 5, the lower first: {from_} to {to}."
    text_zh = "评分为 1 到 5，且下限不大于上限：{from_} 至 {to}。"


class BoundsOutOfOrder(InvalidInput):
    code = "crm.loyalty.bounds_out_of_order"
    text_en = "Customers are at risk below a lower score than watched: {at_risk} and {watch}."
    text_zh = "“高风险”的分数线应低于“需关注”的分数线：{at_risk} 与 {watch}。"


class WeightOutOfRange(InvalidInput):
    code = "crm.loyalty.weight_out_of_range"
    text_en = "{name} lies between {least} and {most}, not at {value}."
    text_zh = "{name} 应在 {least} 到 {most} 之间，不能为 {value}。"
