"""The folder of CSV files: one per table, plain or gzipped, values trimmed."""

import csv
import gzip
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sanye.kernel.errors import InvalidInput

Row = dict[str, str]


class FolderNotAdventureWorks(InvalidInput):
    code = "connectors.adventureworks.folder_wrong"
    text_en = "{folder} does not hold the tables of AdventureWorks: {table} is missing."
    text_zh = "{folder} 不是 AdventureWorks 数据目录：缺少 {table}。"


class Tables:
    """The tables by name, read when asked for and kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.read = cache(self._read)

    def names(self) -> list[str]:
        return sorted({path.name.split(".")[0] for path in self._folder.glob("*.csv*")})

    def count(self, name: str) -> int:
        return len(self.read(name))

    def by(self, name: str, column: str) -> dict[str, Row]:
        """The rows keyed by a column that is unique."""
        return {row[column]: row for row in self.read(name)}

    def grouped(self, name: str, column: str) -> dict[str, list[Row]]:
        """The rows that share a value of a column."""
        groups: dict[str, list[Row]] = {}
        for row in self.read(name):
            groups.setdefault(row[column], []).append(row)
        return groups

    def _read(self, name: str) -> list[Row]:
        return list(self._rows(name))

    def _rows(self, name: str) -> Iterator[Row]:
        plain, zipped = self._folder / f"{name}.csv", self._folder / f"{name}.csv.gz"
        if not plain.exists() and not zipped.exists():
            raise FolderNotAdventureWorks(folder=self._folder, table=name)
        with plain.open("rb") if plain.exists() else gzip.open(zipped, "rb") as file:
            lines = (line.decode("utf-8-sig") for line in file)
            for row in csv.DictReader(lines):
                yield {key: value.strip() for key, value in row.items()}
