"""From what a person, file or program wrote to the value of a column, or a refusal in words."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sanye.stem.masterdata.errors import (
    ChoiceInvalid,
    DateInvalid,
    FlagInvalid,
    NumberInvalid,
    TextInvalid,
    TextTooLong,
    ValueMissing,
    WholeNumberInvalid,
)

Column: TypeAlias = "models.Field[Any, Any]"

_TRUE = {"true", "yes", "y", "1", "x", "是"}
_FALSE = {"false", "no", "n", "0", "", "否"}
_NO_LETTER = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
LONGEST_TEXT = 32_767
"""As much as a cell of a spreadsheet holds: more would be lost on the way through a file."""


def read_value(column: Column, value: Any) -> Any:
    """The column's value from a value or its text; empty text is empty where that may be.

    Raises a refusal with the column as field.
    """
    if isinstance(value, str):
        value = value.strip()
    if value is None or (value == "" and not isinstance(column, models.CharField)):
        return _empty(column)
    return _reader(column)(column, value)


def _empty(column: Column) -> Any:
    if column.null:
        return None
    if column.has_default():
        return column.get_default()
    if isinstance(column, models.CharField | models.TextField) and column.blank:
        return ""
    raise ValueMissing(field=column.name)


def _reader(column: Column) -> Callable[[Any, Any], Any]:
    for kind, reader in _READERS:
        if isinstance(column, kind):
            return reader
    return lambda _column, value: value


def _decimal(column: "models.DecimalField[Any, Any]", value: Any) -> Decimal:
    digits, decimals = column.max_digits or 0, column.decimal_places or 0
    wrong = NumberInvalid(value=value, digits=digits, decimals=decimals, field=column.name)
    if isinstance(value, bool):
        raise wrong
    try:
        number = Decimal(repr(value) if isinstance(value, float) else str(value))
    except InvalidOperation:
        raise wrong from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** (digits - decimals):
        raise wrong
    if number != number.quantize(Decimal(1).scaleb(-decimals)):
        raise wrong
    return number


_MOST = {
    models.PositiveSmallIntegerField: 32767,
    models.PositiveIntegerField: 2147483647,
    models.BigIntegerField: 9223372036854775807,
}


def _whole(column: Column, value: Any) -> int:
    least = 0
    most = next((most for kind, most in _MOST.items() if isinstance(column, kind)), 2147483647)
    wrong = WholeNumberInvalid(value=value, least=least, most=most, field=column.name)
    if isinstance(value, bool):
        raise wrong
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise wrong from None
    if not number.is_finite() or not least <= number <= most or number % 1:
        raise wrong
    return int(number)


def _flag(column: Column, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).casefold().removesuffix(".0")
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise FlagInvalid(value=value, field=column.name)


def _date(column: Column, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).replace("/", "-"))
    except ValueError:
        raise DateInvalid(value=value, field=column.name) from None


def _moment(column: Column, value: Any) -> datetime:
    """Without an offset it is UTC, without a time the begin of the day."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time())
    else:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            raise DateInvalid(value=value, field=column.name) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _text(column: "models.CharField[Any, Any]", value: Any) -> str:
    text = _number_as_text(value)
    if not is_storable(text):
        raise TextInvalid(field=column.name)
    if not text:
        return str(_empty(column) or "")
    if column.choices:
        return _choice(column, text)
    most = LONGEST_TEXT if column.max_length is None else column.max_length
    if len(text) > most:
        raise TextTooLong(length=len(text), most=most, field=column.name)
    return text


def is_storable(text: str) -> bool:
    """Whether a table and a file take the text: no NUL, no half of a pair of UTF-16, no letter
    that Unicode has given up."""
    return _NO_LETTER.search(text) is None


def _number_as_text(value: Any) -> str:
    """A code such as 4711 that a spreadsheet holds as the number 4711.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _choice(column: Column, text: str) -> str:
    known = [str(key) for key, _label in column.choices or ()]
    wanted = text.upper().replace(" ", "_").replace("-", "_")
    if wanted not in known:
        raise ChoiceInvalid(value=text, choices=", ".join(known), field=column.name)
    return wanted


def _list(column: "ArrayField[Any, Any]", value: Any) -> list[Any]:
    """A list, or its text with semicolons: `CUSTOMER; SUPPLIER`."""
    if not isinstance(value, list | tuple):
        value = [part for part in str(value).split(";") if part.strip()]
    base = column.base_field
    base.name = column.name
    return [read_value(base, part) for part in value]


_READERS: tuple[tuple[type[Any], Callable[[Any, Any], Any]], ...] = (
    (ArrayField, _list),
    (models.DecimalField, _decimal),
    (models.BooleanField, _flag),
    (models.DateTimeField, _moment),
    (models.DateField, _date),
    (models.IntegerField, _whole),
    (models.CharField, _text),
    (models.TextField, _text),
)
