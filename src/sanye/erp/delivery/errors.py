"""What deliveries may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class DeliveryUnknown(NotFound):
    code = "erp.delivery.delivery_unknown"
    text_en = "There is no delivery {id}."
    text_zh = "不存在交货单 {id}。"


class LinesMissing(InvalidInput):
    code = "erp.delivery.lines_missing"
    text_en = "A delivery has at least one line."
    text_zh = "交货单至少要有一行。"


class LinesDiffer(InvalidInput):
    code = "erp.delivery.lines_differ"
    text_en = "One delivery goes to one customer and address from one site; this line differs."
    text_zh = "一张交货单只能从一个地点发往一个客户的一个地址；此行不符。"


class LineUnknown(InvalidInput):
    code = "erp.delivery.line_unknown"
    text_en = "Delivery {number} has no line {id}."
    text_zh = "交货单 {number} 没有行 {id}。"


class PickTooMuch(InvalidInput):
    code = "erp.delivery.pick_too_much"
    text_en = "Line {line}: {picked} {unit} picked, the delivery wants {quantity}."
    text_zh = "行 {line}：拣货 {picked} {unit}，交货单只需 {quantity}。"


class PickNotPositive(InvalidInput):
    code = "erp.delivery.pick_not_positive"
    text_en = "A pick is above zero, not {quantity}."
    text_zh = "拣货数量必须大于零，不能是 {quantity}。"


class NothingPicked(Refusal):
    code = "erp.delivery.nothing_picked"
    text_en = "Nothing of delivery {number} is picked, so nothing can leave."
    text_zh = "交货单 {number} 尚未拣货，不能发货。"


class ReasonMissing(InvalidInput):
    code = "erp.delivery.reason_missing"
    text_en = "A reason is needed."
    text_zh = "必须填写原因。"


class LeftWithShipment(Refusal):
    code = "erp.delivery.left_with_shipment"
    text_en = "Delivery {number} has left with shipment {shipment} and cannot be cancelled."
    text_zh = "交货单 {number} 已随运单 {shipment} 发出，不能取消。"


class ProvenBeforeShipped(InvalidInput):
    code = "erp.delivery.proven_before_shipped"
    text_en = "Goods cannot arrive ({received_at}) before they left ({shipped_at})."
    text_zh = "到货时间 {received_at} 不能早于发货时间 {shipped_at}。"


class ReturnedTooMuch(Refusal):
    code = "erp.delivery.returned_too_much"
    text_en = "Delivery {delivery}, line {line}: {quantity} {unit} would come back, {left} can."
    text_zh = "交货单 {delivery} 行 {line}：拟退回 {quantity} {unit}，最多可退 {left}。"
