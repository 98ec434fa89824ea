"""Reading AdventureWorks' files and adding up what they say."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

Row = dict[str, str]
D = Decimal


def read(place: Path, name: str) -> list[Row]:
    plain = place / f"{name}.csv"
    if plain.exists():
        with plain.open(encoding="utf-8-sig") as file:
            return list(csv.DictReader(file))
    with gzip.open(place / f"{name}.csv.gz", "rt", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def cents(amount: str) -> Decimal:
    return D(amount).quantize(D("0.01"), rounding=ROUND_HALF_UP)


def summed(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, Decimal]:
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    for key, amount in pairs:
        sums[key] += D(amount)
    return {key: amount for key, amount in sums.items() if amount}
