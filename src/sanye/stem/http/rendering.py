"""JSON as the API writes it: decimals and ids as strings, Chinese as it is."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpRequest
from ninja.renderers import BaseRenderer
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z


def to_json(data: Any) -> bytes:
    """UTF-8 JSON; a whole number of more than 64 bits, which only errors can hold, too."""
    try:
        return orjson.dumps(data, default=_other, option=_OPTIONS)
    except TypeError:
        return json.dumps(to_jsonable_python(data, fallback=_other), ensure_ascii=False).encode()


def _other(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, timedelta | bytes | set | frozenset):
        return to_jsonable_python(value)
    return str(value)


class JsonRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        return to_json(data)
