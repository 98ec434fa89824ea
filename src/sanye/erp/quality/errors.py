"""What quality may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class InspectionUnknown(NotFound):
    code = "erp.quality.inspection_unknown"
    text_en = "There is no inspection {id}."
    text_zh = "不存在检验单 {id}。"


class DecisionUnknown(NotFound):
    code = "erp.quality.decision_unknown"
    text_en = "Inspection {number} has no decision {id}."
    text_zh = "检验单 {number} 没有判定 {id}。"


class QuantityNotPositive(InvalidInput):
    code = "erp.quality.quantity_not_positive"
    text_en = "A quantity above zero is needed, not {quantity}."
    text_zh = "数量必须大于零，不能是 {quantity}。"


class QuantityTooFine(InvalidInput):
    code = "erp.quality.quantity_too_fine"
    text_en = "{quantity} {unit} of {item} is finer than its unit allows."
    text_zh = "物料 {item} 的数量 {quantity} {unit} 超出计量单位的精度。"


class DecidedTooMuch(Refusal):
    code = "erp.quality.decided_too_much"
    text_en = "Inspection {number}: {quantity} {unit} would be decided, {open} is open."
    text_zh = "检验单 {number}：拟判定 {quantity} {unit}，仅有 {open} 待判定。"


class DefectCodeMissing(InvalidInput):
    code = "erp.quality.defect_code_missing"
    text_en = "Say by its code what is wrong with what failed."
    text_zh = "不合格数量必须填写缺陷代码。"


class DefectCodeUnknown(InvalidInput):
    code = "erp.quality.defect_code_unknown"
    text_en = "{defect_code} is not in the list of failure codes, or no longer in use."
    text_zh = "缺陷代码 {defect_code} 不在代码表中或已停用。"


class DispositionMissing(InvalidInput):
    code = "erp.quality.disposition_missing"
    text_en = "Say what happens to what failed: USE_AS_IS, REWORK, SCRAP or BACK_TO_SUPPLIER."
    text_zh = "请选择不合格品的处置方式：让步接收、返工、报废或退回供应商。"


class NothingFailed(InvalidInput):
    code = "erp.quality.nothing_failed"
    text_en = "Nothing failed, so there is no failure code and nothing to dispose of."
    text_zh = "没有不合格数量，无需缺陷代码和处置方式。"


class DateInFuture(InvalidInput):
    code = "erp.quality.date_in_future"
    text_en = "{date} is still to come."
    text_zh = "日期 {date} 尚未到来。"


class ReasonMissing(InvalidInput):
    code = "erp.quality.reason_missing"
    text_en = "A reason is needed."
    text_zh = "必须填写原因。"


class AlreadyReversed(Refusal):
    code = "erp.quality.already_reversed"
    text_en = "This decision of inspection {number} is taken back already, or takes back another."
    text_zh = "检验单 {number} 的该判定已被撤销，或其本身即为撤销。"


class WentBack(Refusal):
    code = "erp.quality.went_back"
    text_en = "Goods of inspection {number} went back to the supplier: receive them again instead."
    text_zh = "检验单 {number} 的货物已退回供应商；如需撤销请重新收货。"


class Settled(Refusal):
    code = "erp.quality.settled"
    text_en = "What inspection {number} decided is settled with the customer and cannot change."
    text_zh = "检验单 {number} 的判定已与客户结算，不能更改。"


class SourceUnknown(InvalidInput):
    code = "erp.quality.source_unknown"
    text_en = "Production order {id} does not make {item}."
    text_zh = "生产订单 {id} 不生产物料 {item}。"


class AlreadyInspected(Refusal):
    code = "erp.quality.already_inspected"
    text_en = "There are not {quantity} of these goods in quarantine that no inspection has yet."
    text_zh = "待检区没有 {quantity} 尚未列入检验单的该货物。"


class PartlyDecided(Refusal):
    code = "erp.quality.partly_decided"
    text_en = "Part of inspection {number} is decided; decide the rest, or take that back first."
    text_zh = "检验单 {number} 已部分判定；请判定其余数量，或先撤销已有判定。"


class AlertUnknown(NotFound):
    code = "erp.quality.alert_unknown"
    text_en = "There is no quality alert {id}."
    text_zh = "不存在质量预警 {id}。"


class OwnerMissing(InvalidInput):
    code = "erp.quality.owner_missing"
    text_en = "A quality alert is owned by a user, or by everybody of a role."
    text_zh = "质量预警必须指定负责人或负责角色。"


class PolicyOutOfOrder(InvalidInput):
    code = "erp.quality.policy_out_of_order"
    text_en = "Days and counts are one or more, and 0 < raise_ratio < quiet_ratio ≤ 1."
    text_zh = "天数与次数至少为 1，且 0 < 触发概率 < 解除概率 ≤ 1。"
