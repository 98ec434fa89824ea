"""What transport may refuse."""

from typing import ClassVar

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class ShipmentUnknown(NotFound):
    code = "scm.transport.shipment_unknown"
    text_en = "There is no shipment {id}."
    text_zh = "不存在运单 {id}。"


class TrackingUnknown(NotFound):
    code = "scm.transport.tracking_unknown"
    text_en = "No shipment under way has the tracking number {tracking_number}."
    text_zh = "没有在途运单使用跟踪号 {tracking_number}。"


class StopUnknown(NotFound):
    code = "scm.transport.stop_unknown"
    text_en = "Delivery {id} is not on shipment {number}."
    text_zh = "交货单 {id} 不在运单 {number} 上。"


class TermUnknown(NotFound):
    code = "scm.transport.term_unknown"
    text_en = "There are no carrier terms {id}."
    text_zh = "不存在承运条款 {id}。"


class DeliveryUnknown(NotFound):
    code = "scm.transport.delivery_unknown"
    text_en = "Transport knows no delivery {id}."
    text_zh = "运输模块没有交货单 {id}。"


class DeliveriesMissing(InvalidInput):
    code = "scm.transport.deliveries_missing"
    text_en = "A shipment carries at least one delivery."
    text_zh = "运单至少要有一张交货单。"


class DeliveryTwice(InvalidInput):
    code = "scm.transport.delivery_twice"
    text_en = "Delivery {delivery} is named twice."
    text_zh = "交货单 {delivery} 重复。"


class SitesDiffer(InvalidInput):
    code = "scm.transport.sites_differ"
    text_en = "A shipment leaves one site; delivery {delivery} leaves another."
    text_zh = "一张运单只能从一个地点发出；交货单 {delivery} 从其他地点发出。"


class DeliveryClosed(Refusal):
    code = "scm.transport.delivery_closed"
    text_en = "Delivery {delivery} is {status} and cannot be shipped any more."
    text_zh = "交货单 {delivery} 状态为 {status}，不能再安排运输。"


class OnOtherShipment(Refusal):
    code = "scm.transport.on_other_shipment"
    text_en = "Delivery {delivery} is on shipment {shipment} already."
    text_zh = "交货单 {delivery} 已在运单 {shipment} 上。"


class DeliveryNotReady(Refusal):
    """`reason_en` and `reason_zh` are the words of whoever owns the delivery."""

    code = "scm.transport.delivery_not_ready"
    text_en = "Delivery {delivery} cannot leave: {reason}"
    text_zh = "交货单 {delivery} 不能发运：{reason}"

    def text(self, language: str) -> str:
        """The owner's reason in the reader's language."""
        chinese = language.lower().startswith("zh")
        self.data["reason"] = self.data["reason_zh" if chinese else "reason_en"]
        return super().text(language)


class NotACarrier(InvalidInput):
    code = "scm.transport.not_a_carrier"
    text_en = "{party} is not a carrier, or is archived."
    text_zh = "{party} 不是承运商或已停用。"


class TermNotValid(InvalidInput):
    code = "scm.transport.term_not_valid"
    text_en = "Terms {term} of {carrier} do not hold on {date} for this site."
    text_zh = "{carrier} 的条款 {term} 在 {date} 对该地点无效。"


class NotPriced(Refusal):
    """`problem` is NO_ZONE, TOO_HEAVY, TOO_BIG or NO_DISTANCE."""

    code = "scm.transport.not_priced"
    text_en = "Terms {term} have no price for shipment {number}: {problem}."
    text_zh = "条款 {term} 无法为运单 {number} 计价：{problem}。"


class ChoiceUnclear(InvalidInput):
    code = "scm.transport.choice_unclear"
    text_en = "Name a carrier's terms, or a carrier; a quote needs a carrier and no terms."
    text_zh = "请指定承运条款或承运商；手工报价需指定承运商而不能指定条款。"


class AmountInvalid(InvalidInput):
    code = "scm.transport.amount_invalid"
    text_en = "{amount} is not an amount of {currency} of zero or more."
    text_zh = "{amount} 不是有效的 {currency} 非负金额。"


class MeasureInvalid(InvalidInput):
    code = "scm.transport.measure_invalid"
    text_en = "Weights, volumes, distances and counts are zero or more."
    text_zh = "重量、体积、距离和件数不能为负。"


class RatesInvalid(InvalidInput):
    code = "scm.transport.rates_invalid"
    text_en = "Terms need rates; each zone and break stands once, a region needs its country."
    text_zh = "条款必须有费率；同一区域和起点只能出现一次，填写地区须填写国家。"


class TermInvalid(InvalidInput):
    code = "scm.transport.term_invalid"
    text_en = "{column} of the terms is not valid: {value}."
    text_zh = "条款的 {column} 无效：{value}。"


class TooEarly(InvalidInput):
    code = "scm.transport.too_early"
    text_en = "{time} lies before the shipment left ({dispatched_at})."
    text_zh = "时间 {time} 早于发运时间 {dispatched_at}。"


class InFuture(InvalidInput):
    code = "scm.transport.in_future"
    text_en = "{time} lies in the future."
    text_zh = "时间 {time} 在未来。"


class NotUnderway(Refusal):
    code = "scm.transport.not_underway"
    text_en = "Shipment {number} is {status}, not under way."
    text_zh = "运单 {number} 状态为 {status}，不在途中。"


class TrackingTaken(Refusal):
    code = "scm.transport.tracking_taken"
    text_en = "Another shipment of this carrier is under way as {tracking_number}."
    text_zh = "该承运商另有在途运单使用跟踪号 {tracking_number}。"


class DelayInvalid(InvalidInput):
    code = "scm.transport.delay_invalid"
    text_en = "A delay is one day or more and told with the code DELAYED, without a date."
    text_zh = "延误至少一天，须使用代码 DELAYED，且不能同时给出日期。"


class EstimateInvalid(InvalidInput):
    code = "scm.transport.estimate_invalid"
    text_en = "An estimate lies within a year of its news, not at {time}."
    text_zh = "预计到达时间须在消息前后一年之内，不能是 {time}。"


class QuantityTooBig(InvalidInput):
    code = "scm.transport.quantity_too_big"
    text_en = "Of the line only {quantity} {unit} left; {noted} are noted."
    text_zh = "该行仅发出 {quantity} {unit}，不能登记 {noted}。"


class QuantityNotPositive(InvalidInput):
    code = "scm.transport.quantity_not_positive"
    text_en = "A quantity is above zero, not {quantity}."
    text_zh = "数量必须大于零，不能是 {quantity}。"


class LineUnknown(InvalidInput):
    code = "scm.transport.line_unknown"
    text_en = "Delivery {delivery} has no line {id}."
    text_zh = "交货单 {delivery} 没有行 {id}。"


class ReasonMissing(InvalidInput):
    code = "scm.transport.reason_missing"
    text_en = "A reason is needed."
    text_zh = "必须填写原因。"


class CarrierMissing(Refusal):
    code = "scm.transport.carrier_missing"
    text_en = "Shipment {number} has no carrier to owe freight to."
    text_zh = "运单 {number} 没有承运商，不能登记运费。"


class FreightInvoiced(Refusal):
    code = "scm.transport.freight_invoiced"
    text_en = "Freight of shipment {number} is invoiced; a further invoice or credit corrects it."
    text_zh = "运单 {number} 的运费已开票，只能通过后续发票或贷项更正。"


class NotDispatched(Refusal):
    status: ClassVar[int] = 409
    code = "scm.transport.not_dispatched"
    text_en = "Shipment {number} has not left, so nothing is accrued; choose its carrier instead."
    text_zh = "运单 {number} 尚未发运，没有暂估运费；请改为选择承运商。"
