"""What became of every row of every table."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class TableReport:
    """One table: its rows, what they became, what was left with the reason."""

    rows: int = 0
    imported: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)

    @property
    def is_accounted(self) -> bool:
        return self.rows == self.imported.total() + self.left.total()


@dataclass
class Report:
    """All tables, the steps' seconds, and how figures were worked out that the data lack."""

    tables: dict[str, TableReport] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    methods: list[str] = field(default_factory=list)
    written: Counter[str] = field(default_factory=Counter)

    def take(self, table: str, count: int, what: str) -> None:
        """So many rows of the table were imported, or used, as `what`."""
        if count:
            self._table(table).imported[what] += count

    def leave(self, table: str, count: int, why: str) -> None:
        """So many rows of the table were left, with the reason."""
        if count:
            self._table(table).left[why] += count

    def found(self, table: str, rows: int) -> None:
        self._table(table).rows = rows

    @property
    def unaccounted(self) -> list[str]:
        """Tables with rows of which nothing was said: there must be none."""
        return [name for name, table in self.tables.items() if not table.is_accounted]

    def lines(self) -> list[str]:
        """The report for people: a line per table and outcome."""
        said = []
        for name, table in sorted(self.tables.items()):
            said.append(f"{name}: {table.rows}")
            said += [f"  + {count:>6}  {what}" for what, count in table.imported.items()]
            said += [f"  - {count:>6}  {why}" for why, count in table.left.items()]
        said += [f"* {method}" for method in self.methods]
        said += [f"{step}: {seconds:.1f} s" for step, seconds in self.seconds.items()]
        said += [f"{what}: {count}" for what, count in self.written.items()]
        return said

    def data(self) -> dict[str, object]:
        """The report for programs."""
        return {
            "tables": {
                name: {
                    "rows": table.rows,
                    "imported": dict(table.imported),
                    "left": dict(table.left),
                }
                for name, table in sorted(self.tables.items())
            },
            "unaccounted": self.unaccounted,
            "methods": self.methods,
            "seconds": self.seconds,
            "written": dict(self.written),
        }

    def _table(self, name: str) -> TableReport:
        return self.tables.setdefault(name, TableReport())
