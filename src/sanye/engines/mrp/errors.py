"""What a run refuses: input with which no plan can be made."""

from sanye.kernel.errors import InvalidInput


class StructureHasCycle(InvalidInput):
    """An item is needed to make, or to ship, itself; the path names every node of the cycle."""

    code = "engines.mrp.structure_has_cycle"
    text_en = "The bills and transfers run in a circle: {path}."
    text_zh = "物料清单或调拨形成循环：{path}。"


class CalendarMissing(InvalidInput):
    code = "engines.mrp.calendar_missing"
    text_en = "Calendar {calendar} is not among the calendars."
    text_zh = "日历 {calendar} 不在日历表中。"


class LotRuleIncomplete(InvalidInput):
    """A lot policy lacks the figure it works with, or the figure is not positive."""

    code = "engines.mrp.lot_rule_incomplete"
    text_en = "{item} at {site}: {policy} needs {figure}."
    text_zh = "{item}（{site}）：批量策略 {policy} 需要 {figure}。"
