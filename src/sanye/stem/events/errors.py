from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class OutsideTransaction(Exception):
    """A fact was published outside a command, so nothing would tie it to a change."""


class EventUnknown(NotFound):
    code = "stem.events.event_unknown"
    text_en = "There is no such event."
    text_zh = "没有该事件。"


class CursorUnknown(NotFound):
    code = "stem.events.cursor_unknown"
    text_en = "There is no cursor {name}."
    text_zh = "不存在游标 {name}。"


class NotAProjection(Refusal):
    code = "stem.events.not_a_projection"
    text_en = "{name} is a reaction: it made documents, so it is never replayed."
    text_zh = "{name} 是反应型游标，已生成单据，不能重放。"


class PositionUnknown(InvalidInput):
    code = "stem.events.position_unknown"
    text_en = "No parked event {position} at cursor {name}."
    text_zh = "游标 {name} 没有位置 {position} 的搁置事件。"


class WaitsBehind(Refusal):
    code = "stem.events.waits_behind"
    text_en = "The event at {position} waits behind the one at {first}: release that one."
    text_zh = "位置 {position} 的事件排在位置 {first} 的事件之后，请先释放后者。"
