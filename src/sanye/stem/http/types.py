"""What fields of requests may hold: wide enough for the trade, narrow enough for the tables."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import AwareDatetime, Field

T = TypeVar("T")
MOST_LINES = 2000
"""Of one document: a customer's longest call-off has hundreds."""
MOST_SERIALS = 10_000

Quantity = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]
"""A signed quantity in the unit beside it."""

Positive = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6)]
"""A quantity above zero."""

NotNegative = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]
"""A quantity, time or price of zero or more."""

Ratio = Annotated[Decimal, Field(ge=0, le=1, max_digits=7, decimal_places=6)]
"""A share of one."""

Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2199, 12, 31))]
"""A calendar day on which a document may be dated."""

Instant = Annotated[
    AwareDatetime,
    Field(ge=datetime(1990, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC)),
]
"""A moment that is kept: the table holds others too, which nobody can read from it again."""

Code = Annotated[str, Field(max_length=40)]
"""A short name chosen by people; may be empty."""

Reason = Annotated[str, Field(max_length=400)]
"""Why, in words."""

Many = Annotated[list[T], Field(max_length=MOST_LINES)]
"""Lines of a document, or what else one request names."""

Serials = Annotated[list[str], Field(max_length=MOST_SERIALS)]
"""Serial numbers of one line."""
