"""What judging suppliers may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound


class AlertUnknown(NotFound):
    code = "scm.suppliers.alert_unknown"
    text_en = "There is no supplier alert {id}."
    text_zh = "供应商预警 {id} 不存在。"


class ScoreUnknown(NotFound):
    code = "scm.suppliers.score_unknown"
    text_en = "Supplier {id} has not been judged: nothing was ordered from him yet."
    text_zh = "供应商 {id} 尚无评分：还没有向其下过订单。"


class LeadTimeUnknown(NotFound):
    code = "scm.suppliers.lead_time_unknown"
    text_en = "There is no learned lead time {id}."
    text_zh = "没有编号为 {id} 的学习提前期。"


class PolicyInvalid(InvalidInput):
    code = "scm.suppliers.policy_invalid"
    text_en = "{name} must lie between {least} and {most}, not {value}."
    text_zh = "{name} 须在 {least} 与 {most} 之间，不能是 {value}。"


class ThresholdsReversed(InvalidInput):
    code = "scm.suppliers.thresholds_reversed"
    text_en = "Red begins below {red}, so yellow cannot begin lower, at {yellow}."
    text_zh = "红色从低于 {red} 开始，黄色界限 {yellow} 不能更低。"


class NoteMissing(InvalidInput):
    code = "scm.suppliers.note_missing"
    text_en = "An alert is closed by hand with a note saying why."
    text_zh = "手工关闭预警须说明原因。"


class ReasonNotByHand(InvalidInput):
    code = "scm.suppliers.reason_not_by_hand"
    text_en = "{reason} is what happens, not what a person decides: choose HANDLED or FALSE_ALARM."
    text_zh = "{reason} 由系统按事实判定；手工关闭请选 HANDLED（已处理）或 FALSE_ALARM（误报）。"


class SnoozedIntoPast(InvalidInput):
    code = "scm.suppliers.snoozed_into_past"
    text_en = "An alert sleeps until a day after today ({today}), not until {until}."
    text_zh = "暂缓日期须晚于今天（{today}），不能是 {until}。"


class TermMissing(InvalidInput):
    code = "scm.suppliers.term_missing"
    text_en = "Supplier {supplier} has no terms for {item} that could take a lead time."
    text_zh = "供应商 {supplier} 没有物料 {item} 的条款，无法写入提前期。"
