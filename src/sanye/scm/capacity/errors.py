"""What capacity requirements may refuse."""

from sanye.kernel.errors import InvalidInput


class SpanNotPossible(InvalidInput):
    code = "scm.capacity.span_not_possible"
    text_en = "From {first_date} to {last_date}: the first day comes first, at most {most} days."
    text_zh = "{first_date} 至 {last_date}：起始日不得晚于结束日，最多 {most} 天。"
