"""What became of every row of every table."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter

from sanye.connectors.adventureworks.wording import Text


@dataclass
class TableReport:
    """One table: its rows, what they became, what was left with the reason."""

    rows: int = 0
    imported: Counter[Text] = field(default_factory=Counter)
    left: Counter[Text] = field(default_factory=Counter)

    @property
    def is_accounted(self) -> bool:
        return self.rows == self.imported.total() + self.left.total()


@dataclass
class Written:
    """Of one kind of row: how many are new, were changed, are as they were."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class Report:
    """All tables, the steps' seconds, and how figures were worked out that the data lack."""

    tables: dict[str, TableReport] = field(default_factory=dict)
    seconds: dict[Text, float] = field(default_factory=dict)
    methods: list[Text] = field(default_factory=list)
    written: dict[Text, Written] = field(default_factory=dict)
    counted: Counter[Text] = field(default_factory=Counter)

    def take(self, table: str, count: int, what: Text) -> None:
        """So many rows of the table were imported, or used, as `what`."""
        if count:
            self._table(table).imported[what] += count

    def leave(self, table: str, count: int, why: Text) -> None:
        """So many rows of the table were left, with the reason."""
        if count:
            self._table(table).left[why] += count

    def found(self, table: str, rows: int) -> None:
        self._table(table).rows = rows

    def count(self, what: Text, number: int) -> None:
        """So many there were of something, which is no master that is made or changed."""
        self.counted[what] += number

    def write(self, what: Text, created: int, changed: int, unchanged: int) -> None:
        """So many masters of ours were written."""
        written = self.written.setdefault(what, Written())
        written.created += created
        written.changed += changed
        written.unchanged += unchanged

    @property
    def unaccounted(self) -> list[str]:
        """Tables with rows of which nothing was said: there must be none."""
        return [name for name, table in self.tables.items() if not table.is_accounted]

    def lines(self, language: str) -> list[str]:
        """The report for people: what rows became, what was left and why, methods, what is new."""

        def say(en: str, zh: str) -> str:
            return Text(en, zh).of(language)

        rows = sum(table.rows for table in self.tables.values())
        left = sum(table.left.total() for table in self.tables.values())
        return [
            say("Imported or used", "已导入或使用"),
            *self._outcomes("imported", language),
            "",
            say("Left, and why", "未导入及原因"),
            *self._outcomes("left", language),
            "",
            say("How figures were worked out that the data lack", "数据中缺少的数字如何得出"),
            *(f"  {n}. {method.of(language)}" for n, method in enumerate(self.methods, start=1)),
            "",
            say("Written", "写入"),
            *self._written_lines(language),
            "",
            say(
                f"{len(self.tables)} tables, {rows:,} rows: {rows - left:,} imported or used,"
                f" {left:,} left.",
                f"共 {len(self.tables)} 个表、{rows:,} 行：导入或使用 {rows - left:,} 行，"
                f"未导入 {left:,} 行。",
            ),
            *(
                say(f"Not accounted for: {name}", f"有行未说明去向：{name}")
                for name in self.unaccounted
            ),
        ]

    def _outcomes(self, side: str, language: str) -> Iterator[str]:
        for name, table in sorted(self.tables.items()):
            for what, count in attrgetter(side)(table).items():
                yield f"  {name:<30} {count:>9,}  {what.of(language)}"

    def _written_lines(self, language: str) -> Iterator[str]:
        """What there is nothing of is not said."""
        names = {
            "created": Text("new", "新建"),
            "changed": Text("changed", "更改"),
            "unchanged": Text("as before", "未变"),
        }
        colon = Text(": ", "：").of(language)
        for what, written in self.written.items():
            counts = [
                f"{count:,} {name.of(language)}"
                for column, name in names.items()
                if (count := getattr(written, column))
            ]
            if counts:
                yield f"  {what.of(language)}{colon}{Text(', ', '，').of(language).join(counts)}"
        for what, count in self.counted.items():
            if count:
                yield f"  {what.of(language)}{colon}{count:,}"

    def data(self) -> dict[str, object]:
        """The report for programs, with both languages."""
        return {
            "tables": {
                name: {
                    "rows": table.rows,
                    "imported": [_told(what, rows=n) for what, n in table.imported.items()],
                    "left": [_told(why, rows=n) for why, n in table.left.items()],
                }
                for name, table in sorted(self.tables.items())
            },
            "unaccounted": self.unaccounted,
            "methods": [_told(method) for method in self.methods],
            "seconds": [_told(step, seconds=seconds) for step, seconds in self.seconds.items()],
            "written": [_told(what, **vars(n)) for what, n in self.written.items()],
            "counted": [_told(what, count=n) for what, n in self.counted.items()],
        }

    def _table(self, name: str) -> TableReport:
        return self.tables.setdefault(name, TableReport())


def _told(text: Text, **figures: float) -> dict[str, object]:
    return {**figures, "text_en": text.en, "text_zh": text.zh}
