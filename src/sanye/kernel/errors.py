"""Refusals: what a rule may say no to, as a fact with a code and data; words come last."""

from collections.abc import Sequence
from typing import Any, ClassVar


class Refusal(Exception):
    """A rule said no and nothing changed.

    `code` is stable and never reused; `data` fills the templates `text_en` and `text_zh`;
    `field` and `row` (counted from 1) say where in the caller's input the rule applies.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    text_en: ClassVar[str] = "Refused."
    text_zh: ClassVar[str] = "操作被拒绝。"

    def __init__(self, *, field: str | None = None, row: int | None = None, **data: Any) -> None:
        self.field = field
        self.row = row
        self.data = data
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """The refusal in words, in Chinese for `zh…` and otherwise in English."""
        template = self.text_zh if language.lower().startswith("zh") else self.text_en
        return template.format_map(_Shown(self.data))


class _Shown(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


class InvalidInput(Refusal):
    code = "invalid_input"
    status = 422
    text_en = "{rule}"
    text_zh = "{rule}"


class NotFound(Refusal):
    code = "not_found"
    status = 404
    text_en = "{what} {id} does not exist."
    text_zh = "{what} {id} 不存在。"


class NotAllowed(Refusal):
    code = "not_allowed"
    status = 403
    text_en = "{actor} may not do this: {permission}."
    text_zh = "{actor} 没有权限：{permission}。"


class Refusals(Refusal):
    """Several refusals found in one input, told together."""

    code = "several_refusals"
    status = 422
    text_en = "{count} errors in the input."
    text_zh = "输入中有 {count} 处错误。"

    def __init__(self, items: Sequence[Refusal]) -> None:
        self.items = tuple(items)
        super().__init__(count=len(self.items))
