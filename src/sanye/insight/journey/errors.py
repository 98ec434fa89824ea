from sanye.kernel.errors import NotFound


class OrderUnknown(NotFound):
    code = "insight.journey.order_unknown"
    text_en = "No event names an order {number}."
    text_zh = "没有事件提到订单 {number}。"
