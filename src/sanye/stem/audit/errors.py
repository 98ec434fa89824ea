"""What audit may refuse."""

from sanye.kernel.errors import NotFound


class HistoryUnknown(NotFound):
    code = "stem.audit.history_unknown"
    text_en = "There is no history of {table} {id}."
    text_zh = "没有 {table} {id} 的历史。"
