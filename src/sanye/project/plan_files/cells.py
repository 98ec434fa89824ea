"""From the text of a cell to a value, or to the rule it breaks."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from sanye.project.plan_files.errors import Rule

Parse = Callable[[str], Any]

_LONGEST_TEXT = 200
_MOST_DECIMALS = 6
_LARGEST = Decimal(10) ** 12
_LONGEST_DAYS = 20_000
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def text(value: str) -> str:
    """A code or name; what a spreadsheet would take for a formula is refused."""
    if value[0] in "=+-@":
        raise Rule("a code does not begin with = + - @", "编码不能以 = + - @ 开头")
    if len(value) > _LONGEST_TEXT:
        raise Rule(f"at most {_LONGEST_TEXT} characters", f"最多 {_LONGEST_TEXT} 个字符")
    return value


def number(value: str) -> Decimal:
    """A quantity that may be negative."""
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise Rule("a number such as 12.5", "应为数字，例如 12.5") from None
    if not found.is_finite() or abs(found) >= _LARGEST:
        raise Rule("a number below 1,000,000,000,000", "数字应小于 1,000,000,000,000")
    if found.as_tuple().exponent < -_MOST_DECIMALS:  # type: ignore[operator]
        raise Rule("at most six decimals", "最多六位小数")
    return found


def quantity(value: str) -> Decimal:
    found = number(value)
    if found < 0:
        raise Rule("a quantity of 0 or more", "数量不能为负数")
    return found


def positive(value: str) -> Decimal:
    found = number(value)
    if found <= 0:
        raise Rule("a quantity above 0", "数量必须大于 0")
    return found


def loss(value: str) -> Decimal:
    """0 is nothing lost; all of it cannot be lost."""
    found = number(value)
    if not 0 <= found < 1:
        raise Rule(
            "a ratio from 0 up to, but not, 1 (5 % is 0.05)", "比率应在 0（含）到 1（不含）之间"
        )
    return found


def good(value: str) -> Decimal:
    """1 is all good; none of it good is no way to make anything."""
    found = number(value)
    if not 0 < found <= 1:
        raise Rule("a ratio above 0 and at most 1 (95 % is 0.95)", "比率应大于 0 且不超过 1")
    return found


def days(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) > _LONGEST_DAYS:
        raise Rule(f"whole days from 0 to {_LONGEST_DAYS}", f"应为 0 到 {_LONGEST_DAYS} 的整数天数")
    return int(value)


def count(value: str) -> int:
    found = days(value)
    if not found:
        raise Rule("a whole number of 1 or more", "应为不小于 1 的整数")
    return found


def decimals(value: str) -> int:
    found = days(value)
    if found > _MOST_DECIMALS:
        raise Rule("0 to 6 decimals", "小数位数应为 0 到 6")
    return found


def day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Rule("a date such as 2026-03-31", "应为日期，例如 2026-03-31") from None


def flag(value: str) -> bool:
    if value.lower() not in {"yes", "no"}:
        raise Rule("yes or no", "应为 yes 或 no")
    return value.lower() == "yes"


def weekdays(value: str) -> tuple[bool, ...]:
    """Seven flags, Monday first, from names such as "Mon Tue Wed"."""
    names = value.split()
    if not names or not set(names) <= set(_DAY_NAMES):
        raise Rule(f"some of {' '.join(_DAY_NAMES)}", f"应为 {' '.join(_DAY_NAMES)} 中的若干项")
    return tuple(name in names for name in _DAY_NAMES)


def one_of(choices: type[StrEnum]) -> Parse:
    def parse(value: str) -> StrEnum:
        try:
            return choices(value)
        except ValueError:
            names = ", ".join(choices)
            raise Rule(f"one of {names}", f"应为以下之一：{names}") from None

    return parse
