"""Lists page by page: a cursor names the last row seen, so no page skips or repeats a row."""

import base64
import binascii
from collections.abc import Collection
from typing import Any, Generic, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Schema

from sanye.stem.http.errors import CursorNotValid, FieldUnknown, LimitNotValid
from sanye.stem.http.rendering import to_json

S = TypeVar("S", bound=Schema)
MOST_ROWS = 200
ROWS = 50


class Page(Schema, Generic[S]):
    """Some rows of a list; `next_cursor` asks for those after them and is null at the end."""

    items: list[S]
    next_cursor: str | None = None


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any],
    schema: type[S],
    *,
    order: str = "-id",
    sortable: Collection[str] = (),
) -> HttpResponse:
    """One page of `rows` as `schema`, by ?limit, ?cursor, ?sort and ?fields of the request.

    `order` is a column, `-` before it for descending; equal values follow by id. `sortable` lists
    the other columns that ?sort may name. Raises LimitNotValid, CursorNotValid, FieldUnknown.
    """
    limit = _limit(request)
    order = _order(request, order, sortable)
    name = order.lstrip("-")
    found = _found(rows, order, _column(rows, name), request.GET.get("cursor"), limit + 1)
    shown = found[:limit]
    more = len(found) > limit
    cursor = _cursor(order, _value(shown[-1], name), _value(shown[-1], "pk")) if more else None
    return _answer(request, [_dumped(request, row, schema) for row in shown], schema, cursor)


def _limit(request: HttpRequest) -> int:
    text = request.GET.get("limit", str(ROWS))
    limit = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if not 1 <= limit <= MOST_ROWS:
        raise LimitNotValid(most=MOST_ROWS, field="limit")
    return limit


def _order(request: HttpRequest, order: str, sortable: Collection[str]) -> str:
    asked = request.GET.get("sort", order)
    known = {order.lstrip("-"), *sortable}
    if asked.removeprefix("-") not in known:
        raise FieldUnknown(name=asked, known=", ".join(sorted(known)), field="sort")
    return asked


def _column(rows: QuerySet[Any], name: str) -> "Field[Any, Any]":
    if name in rows.query.annotations:
        column: Field[Any, Any] = rows.query.annotations[name].output_field
        return column
    model: type[Model] = rows.model
    columns = {column.name: column for column in model._meta.concrete_fields}  # noqa: SLF001
    return columns[name]


def _found(
    rows: QuerySet[Any], order: str, column: "Field[Any, Any]", cursor: str | None, count: int
) -> list[Any]:
    """The next rows in this order; those without a value come last.

    Asked for part by part, each of which is one stretch of an index (…, column, id) in either
    direction. Hardly ever is there need of more than one.
    """
    name, descending = order.lstrip("-"), order.startswith("-")
    by = (F(name).desc() if descending else F(name).asc(),) if name not in {"id", "pk"} else ()
    rows = rows.order_by(*by, "-pk" if descending else "pk")
    found: list[Any] = []
    for part in _parts(order, column, rows.model._meta.pk, cursor):  # noqa: SLF001
        found += rows.filter(part)[: count - len(found)]
        if len(found) == count:
            break
    return found


def _parts(
    order: str, column: "Field[Any, Any]", key: "Field[Any, Any]", cursor: str | None
) -> list[Q]:
    """What comes behind the cursor: rows of the same value, of further ones, of none."""
    name = order.lstrip("-")
    after = None if cursor is None else _read_cursor(cursor, order, key)
    if name in {"id", "pk"}:
        return [Q() if after is None else _behind_pk(order, after[1])]
    empty = Q(**{f"{name}__isnull": True})
    if after is None:
        return [~empty, empty] if column.null else [Q()]
    text, pk = after
    if text is None:
        return [empty & _behind_pk(order, pk)]
    try:
        value = column.to_python(text)
    except ValidationError as error:
        raise CursorNotValid(field="cursor") from error
    further = Q(**{f"{name}__{'lt' if order.startswith('-') else 'gt'}": value})
    parts = [Q(**{name: value}) & _behind_pk(order, pk), further]
    return [*parts, empty] if column.null else parts


def _behind_pk(order: str, pk: Any) -> Q:
    return Q(**{f"pk__{'lt' if order.startswith('-') else 'gt'}": pk})


def _cursor(order: str, value: Any, pk: Any) -> str:
    text = None if value is None else str(value)
    return base64.urlsafe_b64encode(orjson.dumps([order, text, str(pk)])).decode().rstrip("=")


def _read_cursor(cursor: str, wanted: str, key: "Field[Any, Any]") -> tuple[str | None, Any]:
    """Value and id, such as `key` holds, of the last row seen in the `wanted` order."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        order, text, pk = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        is_ours = order == wanted and isinstance(text, str | None) and isinstance(pk, str)
        if not is_ours or "\x00" in f"{text}":
            raise CursorNotValid(field="cursor")
        return text, key.to_python(pk)
    except (ValueError, TypeError, ValidationError, binascii.Error) as error:
        raise CursorNotValid(field="cursor") from error


def _value(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        return row["id" if name == "pk" else name]
    return getattr(row, name)


def _dumped(request: HttpRequest, row: Any, schema: type[S]) -> dict[str, Any]:
    return schema.from_orm(row, context={"request": request}).model_dump()


def _answer(
    request: HttpRequest, items: list[dict[str, Any]], schema: type[S], cursor: str | None
) -> HttpResponse:
    if "fields" in request.GET:
        names = request.GET["fields"].split(",")
        for name in names:
            if name not in schema.model_fields:
                known = ", ".join(schema.model_fields)
                raise FieldUnknown(name=name, known=known, field="fields")
        items = [{name: item[name] for name in names} for item in items]
    body = to_json({"items": items, "next_cursor": cursor})
    return HttpResponse(body, content_type="application/json; charset=utf-8")
