"""How a fact is declared: a frozen record with a type on the wire and a key.

    @event("sanye.erp.sales_order.confirmed.v1", key="sales_order_id")
    class SalesOrderConfirmed:
        sales_order_id: UUID
        lines: tuple[OrderLine, ...]

Fields may be str, int, bool, Decimal, UUID, date, datetime, enums, optional ones, tuples, and
records declared with `@value`. A released event only gains optional fields.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar, cast, dataclass_transform

from pydantic import TypeAdapter

T = TypeVar("T")


class Event(Protocol):
    """What `@event` adds to a record."""

    event_type: ClassVar[str]
    event_key: ClassVar[str]


class EventTypeTaken(Exception):
    """Two classes claim the same type on the wire."""


class EventTypeUnknown(Exception):
    """No class is declared for a type found in the log."""


_by_type: dict[str, type] = {}


@dataclass_transform(kw_only_default=True, frozen_default=True)
def value(cls: type[T]) -> type[T]:
    """A record that stands inside events, requests and answers."""
    return dataclass(frozen=True, kw_only=True, slots=True)(cls)


@dataclass_transform(kw_only_default=True, frozen_default=True)
def event(event_type: str, *, key: str) -> Callable[[type[T]], type[T]]:
    """Declare the class of one fact; `key` names the field that holds its aggregate's id."""

    def declare(cls: type[T]) -> type[T]:
        record: Any = dataclass(frozen=True, kw_only=True, slots=True)(cls)
        known = _by_type.get(event_type)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise EventTypeTaken(event_type)
        record.event_type = event_type
        record.event_key = key
        _by_type[event_type] = record
        return cast("type[T]", record)

    return declare


def event_types() -> dict[str, type]:
    """All declared events by their type on the wire, in order of the name."""
    return dict(sorted(_by_type.items()))


@cache
def _adapter(cls: Any) -> TypeAdapter[Any]:
    return TypeAdapter(cls)


def to_data(fact: object) -> dict[str, Any]:
    """The fact as JSON values: decimals and ids as strings, instants in RFC 3339."""
    return cast("dict[str, Any]", _adapter(cast("Any", type(fact))).dump_python(fact, mode="json"))


def from_data(event_type: str, data: dict[str, Any]) -> Any:
    """The fact again from its JSON values. Raises EventTypeUnknown."""
    cls = _by_type.get(event_type)
    if cls is None:
        raise EventTypeUnknown(event_type)
    return _adapter(cls).validate_python(data)


def json_schema(event_type: str) -> dict[str, Any]:
    """JSON Schema of the fact's data."""
    return _adapter(_by_type[event_type]).json_schema()
