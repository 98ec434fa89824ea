"""What a command answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Result:
    """`data` for --json (anything orjson writes), `lines` for people; `ok` off ends with code 1."""

    data: Any = None
    lines: Sequence[str] = ()
    ok: bool = True
