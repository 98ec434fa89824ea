"""What costing may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound


class NothingToRevalue(NotFound):
    code = "erp.costing.nothing_to_revalue"
    text_en = "Item {item} has no stock value at this site."
    text_zh = "物料 {item} 在该地点没有库存价值。"


class CostNegative(InvalidInput):
    code = "erp.costing.cost_negative"
    text_en = "A cost per unit is zero or more, not {unit_cost}."
    text_zh = "单位成本不能为负数：{unit_cost}。"


class ReasonMissing(InvalidInput):
    code = "erp.costing.reason_missing"
    text_en = "Say why the stock gets another value."
    text_zh = "请说明库存重估的原因。"
