"""Arrays as PostgreSQL writes them."""

from collections.abc import Sequence
from typing import Any


def array_literal(values: Sequence[Any]) -> str:
    """An array of texts, numbers or ids, or of such arrays."""
    return "{" + ",".join(map(_element, values)) + "}"


def quoted_element(text: str) -> str:
    """A text as an element."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list | tuple):
        return array_literal(value)
    return quoted_element(str(value))
