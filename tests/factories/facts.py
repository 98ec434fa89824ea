"""Facts of any leaf for tests of what is done about them: what is not said gets a plain value."""

import dataclasses
import types
import typing
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish


@command
def tell(*, facts: list[Any], by: Actor, at: datetime) -> None:
    """Publish facts as their leaf would."""
    publish(*facts)


def fact(cls: Any, **given: Any) -> Any:
    """An event or a value of one with these fields; the others are new ids, zeros, empty."""
    hints = typing.get_type_hints(cls)
    missing = [field.name for field in dataclasses.fields(cls) if field.name not in given]
    return cls(**given, **{name: _plain(hints[name]) for name in missing})


def _plain(hint: Any) -> Any:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return None
    if typing.get_origin(hint) is tuple:
        return ()
    if dataclasses.is_dataclass(hint):
        return fact(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    plain = {
        UUID: new_id(),
        str: "",
        int: 1,
        bool: False,
        Decimal: Decimal(0),
        date: date(2026, 3, 2),
        datetime: datetime(2026, 3, 2, 8, tzinfo=UTC),
    }
    return plain[hint]
