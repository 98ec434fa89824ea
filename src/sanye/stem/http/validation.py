"""Errors of a request's form, found by pydantic, in the words of both languages."""

from collections.abc import Sequence
from typing import Any

_ZH = {
    "missing": "必填",
    "extra_forbidden": "不允许的字段",
    "string_type": "必须是文本",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "最多 {max_length} 个字符",
    "string_pattern_mismatch": "格式不符合 {pattern}",
    "int_type": "必须是整数",
    "int_parsing": "必须是整数",
    "int_from_float": "必须是整数",
    "decimal_type": "必须是数字",
    "decimal_parsing": "必须是数字",
    "decimal_max_digits": "最多 {max_digits} 位数字",
    "decimal_max_places": "最多 {decimal_places} 位小数",
    "decimal_whole_digits": "整数部分最多 {whole_digits} 位",
    "finite_number": "必须是有限的数",
    "greater_than": "必须大于 {gt}",
    "greater_than_equal": "必须大于或等于 {ge}",
    "less_than": "必须小于 {lt}",
    "less_than_equal": "必须小于或等于 {le}",
    "bool_type": "必须是 true 或 false",
    "bool_parsing": "必须是 true 或 false",
    "uuid_type": "必须是 UUID",
    "uuid_parsing": "必须是 UUID",
    "date_type": "必须是日期（年-月-日）",
    "date_parsing": "必须是日期（年-月-日）",
    "date_from_datetime_parsing": "必须是日期（年-月-日）",
    "datetime_type": "必须是日期时间",
    "datetime_parsing": "必须是日期时间",
    "datetime_from_date_parsing": "必须是日期时间",
    "timezone_aware": "日期时间须带时区",
    "enum": "必须是 {expected} 之一",
    "literal_error": "必须是 {expected} 之一",
    "list_type": "必须是列表",
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "dict_type": "必须是对象",
    "model_type": "必须是对象",
    "model_attributes_type": "必须是对象",
    "json_invalid": "不是有效的 JSON",
}


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def words_of(error: dict[str, Any], language: str) -> str:
    """One error of pydantic in the caller's language."""
    template = _ZH.get(error["type"])
    if language == "zh" and template is not None:
        return template.format_map(_Known(error.get("ctx", {})))
    return str(error["msg"])


def place_of(location: Sequence[str | int]) -> tuple[str, int | None, str]:
    """Field name without indexes, row (from 1) of the outermost list, and the JSON pointer.

    `("body", "order", "lines", 2, "quantity")` is `("lines.quantity", 3, "/lines/2/quantity")`.
    """
    source, *path = location
    if source in {"body", "form"} and path and isinstance(path[0], str):
        path = path[1:]
    names = ".".join(part for part in path if isinstance(part, str))
    rows = [part + 1 for part in path if isinstance(part, int)]
    pointer = "".join(f"/{part}" for part in path)
    return names or str(source), rows[0] if rows else None, pointer
