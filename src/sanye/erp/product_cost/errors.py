"""What product cost may refuse."""

from sanye.kernel.errors import InvalidInput


class WindowOutOfRange(InvalidInput):
    code = "erp.product_cost.window_out_of_range"
    text_en = "The window has 7 to 3650 days, not {days}."
    text_zh = "统计窗口应为 7 至 3650 天，不能是 {days} 天。"


class RatioOutOfRange(InvalidInput):
    code = "erp.product_cost.ratio_out_of_range"
    text_en = "A ratio lies between 0 and 1, not at {ratio}."
    text_zh = "比例必须在 0 与 1 之间，不能是 {ratio}。"
