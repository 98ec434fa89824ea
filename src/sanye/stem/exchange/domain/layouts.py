"""How a master lies in a flat file: which column of the file is which column of master or line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sanye.kernel.errors import Refusal
from sanye.stem.exchange.errors import HeaderDiffers


@dataclass(frozen=True)
class Layout:
    """Columns of a file: `own` of the master, `lines` of the lines that are a row each, `beside`
    of single rows that stand beside the master in its row (a party's address).

    Each maps the file's column to ours; `beside` by the name of the children.
    """

    key: tuple[str, ...]
    own: Mapping[str, str]
    line_name: str = ""
    lines: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """All columns that a file may have, in the order of an export."""
        below = [column for columns in self.beside.values() for column in columns]
        return [*self.own, *self.lines, *below]


def fold(
    layout: Layout, rows: Sequence[tuple[int, Mapping[str, Any]]], refused: list[Refusal]
) -> list[dict[str, Any]]:
    """Rows of a file as rows of input: one a master, its lines under it, `_row` on each."""
    if not layout.line_name:
        return [_single(layout, number, row) for number, row in rows]
    documents: dict[tuple[str, ...], dict[str, Any]] = {}
    for number, row in rows:
        own = {ours: row[theirs] for theirs, ours in layout.own.items() if theirs in row}
        key = tuple(str(own.get(name, "") or "") for name in layout.key)
        document = documents.get(key)
        if document is None:
            document = documents[key] = {**own, "_row": number, layout.line_name: []}
        elif not _agrees(layout, document, own, number, refused):
            continue
        line = {ours: row[theirs] for theirs, ours in layout.lines.items() if theirs in row}
        if any(value not in ("", None) for value in line.values()):
            document[layout.line_name].append({**line, "_row": number})
    return list(documents.values())


def _single(layout: Layout, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        ours: row[theirs] for theirs, ours in layout.own.items() if theirs in row
    }
    for name, columns in layout.beside.items():
        beside = {ours: row[theirs] for theirs, ours in columns.items() if theirs in row}
        if any(value not in ("", None) for value in beside.values()):
            found[name] = [beside]
    return {**found, "_row": number}


def _agrees(
    layout: Layout,
    document: Mapping[str, Any],
    own: Mapping[str, Any],
    number: int,
    refused: list[Refusal],
) -> bool:
    """Whether a further row says the same of the document, or nothing."""
    names = {ours: theirs for theirs, ours in layout.own.items()}
    for name, value in own.items():
        first = document.get(name)
        if value not in ("", None) and value != first:
            refused.append(
                HeaderDiffers(
                    value=value,
                    first=first,
                    row_first=document["_row"],
                    field=names[name],
                    row=number,
                )
            )
            return False
    return True
