"""What metrics refuse."""

from sanye.kernel.errors import InvalidInput, NotFound


class MetricUnknown(NotFound):
    code = "insight.metrics.unknown"
    text_en = "There is no metric {metric}."
    text_zh = "没有指标 {metric}。"


class PeriodReversed(InvalidInput):
    code = "insight.metrics.period_reversed"
    text_en = "The period ends on {to_date}, before it begins on {from_date}."
    text_zh = "期间的结束日期 {to_date} 早于开始日期 {from_date}。"


class PeriodTooLong(InvalidInput):
    code = "insight.metrics.period_too_long"
    text_en = "A trend has at most {most} points; {count} were asked for."
    text_zh = "趋势最多包含 {most} 个点，请求了 {count} 个。"
