"""Every question that a list of the API can be asked: pages, orders, filters one by one."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import models

from harness.filling import id_of

LIMIT = 50
BASE = "/api/v1"
Get = Callable[[str], Any]
"""Asks a path and gives Django's answer."""


def lists() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Paths that answer with a page and need no id, and what they may be asked by."""
    from sanye.project.urls import api

    schema = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    for path, operations in schema["paths"].items():
        parameters = operations.get("get", {}).get("parameters", ())
        if "{" in path or not any(one.get("$ref", "").endswith("cursor") for one in parameters):
            continue
        yield path, [_filter(one, schema) for one in parameters if one.get("in") == "query"]


def questions(path: str, filters: list[dict[str, Any]], get: Get, model: Any) -> Iterator[str]:
    """Addresses of first pages in every order, of pages in the middle, and by each filter."""
    must = "&".join(f"{one['name']}={_values(one, model)[0]}" for one in filters if one["required"])
    start = f"{path}?limit={LIMIT}" + (f"&{must}" if must else "")
    yield start
    for sort in _orders(get, start):
        for way in (sort, f"-{sort}"):
            yield f"{start}&sort={way}"
            if cursor := _in_the_middle(model, way):
                yield f"{start}&sort={way}&cursor={cursor}"
    for one in filters:
        if not one["required"]:
            for value in _values(one, model):
                yield f"{start}&{one['name']}={quote(str(value))}"


def model_of(sql: str) -> Any:
    """The table that a page is read from."""
    if found := re.search(r'FROM "(\w+)"', sql):
        return next((m for m in apps.get_models() if m._meta.db_table == found[1]), None)
    return None


def is_page(sql: str) -> bool:
    return bool(re.search(rf"LIMIT {LIMIT + 1}\b", sql))


def _filter(parameter: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    kinds = parameter["schema"].get("anyOf", [parameter["schema"]])
    kind = next(one for one in kinds if one.get("type") != "null")
    while "$ref" in kind:
        kind = schema["components"]["schemas"][kind["$ref"].rsplit("/", 1)[1]]
    return {"name": parameter["name"], "required": parameter.get("required", False), **kind}


def _orders(get: Get, start: str) -> list[str]:
    """What it may be sorted by, as its own refusal says."""
    body = get(f"{start}&sort=nothing").content.decode()
    found = re.search(r"one of: ([a-z_, ]+)\.", body)
    return [name.strip() for name in found[1].split(",") if name.strip()] if found else []


def _in_the_middle(model: Any, order: str) -> str:
    name = order.lstrip("-")
    columns = {one.name for one in model._meta.concrete_fields} if model else set()
    if name not in columns:
        return ""
    rows = model._base_manager
    key = model._meta.pk
    if not isinstance(key, models.UUIDField):
        return ""
    row = rows.filter(pk=id_of(max(rows.count() // 2, 1))).first()
    if row is None:
        return ""
    value = getattr(row, name)
    text = None if value is None else str(value)
    words = json.dumps([order, text, str(row.pk)]).encode()
    return base64.urlsafe_b64encode(words).decode().rstrip("=")


def _values(one: dict[str, Any], model: Any) -> list[Any]:
    name, kind = one["name"], one.get("type")
    if "enum" in one:
        return list(one["enum"])
    if kind == "boolean":
        return ["true", "false"]
    if one.get("format") == "uuid":
        return [id_of(7)]
    past = datetime.now(UTC) - timedelta(days=365)
    if one.get("format") == "date":
        return [past.date()]
    if one.get("format") == "date-time":
        return [past.isoformat()]
    if kind in {"integer", "number"}:
        return [max(5, one.get("minimum", 0))]
    return _texts(one, model, name)


def _texts(one: dict[str, Any], model: Any, name: str) -> list[Any]:
    fields = {field.name: field for field in model._meta.concrete_fields} if model else {}
    field = fields.get(name)
    if field is not None and field.choices:
        return [key for key, _ in field.flatchoices]
    if name.removesuffix("_code") in fields and fields[name.removesuffix("_code")].is_relation:
        return ["code-7"]
    if field is not None and not field.is_relation:
        rows = model._base_manager.exclude(**{name: None})
        row = rows.filter(pk__gte=id_of(1)).order_by("pk").first() if "id" in fields else None
        if row is not None:
            return [getattr(row, name)]
    pattern = one.get("pattern", "")
    return [text for text in ("77777", "CN", "en", "A") if re.search(pattern, text)][:1] or ["A"]
