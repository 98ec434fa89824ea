"""What changing over costs: by family, and in the paint line and the moulding shop by color."""

from collections.abc import Iterator
from typing import Any

from sanye.project.demo.full.lines import COLORS

Row = dict[str, Any]

WHITE, BLACK = COLORS["WH"][0], COLORS["BK"][0]

_MATRICES = {
    "PAINT": ("喷涂换型", "Paint line"),
    "MOULD": ("注塑换模", "Moulding"),
    "TOOL": ("冲压换模", "Press tools"),
    "LINE": ("换线", "Line change"),
}
OF_CENTER = {
    "COAT": "PAINT",
    "MOLD": "MOULD",
    "PRESS": "TOOL",
    "SMT": "LINE",
    "ASSY": "LINE",
    "PACK": "LINE",
}
"""Work center → the matrix it goes by; the others change over in no time of note."""
_FAMILY_MINUTES = {"PAINT": 10, "MOULD": 45, "TOOL": 30, "LINE": 15}


def matrices() -> list[Row]:
    """All set-up matrices with their rules."""
    return [
        {
            "code": code,
            "name": name,
            "name_en": english,
            "rules": [_rule("FAMILY", "", "", _FAMILY_MINUTES[code]), *_colors(code)],
        }
        for code, (name, english) in _MATRICES.items()
    ]


def _colors(code: str) -> Iterator[Row]:
    """A darker color after a lighter one needs a rinse; white after anything a thorough cleaning,
    and after black a double one."""
    if code == "PAINT":
        yield _rule("COLOR", "", "", 25)
        yield _rule("COLOR", WHITE, "", 12)
        yield _rule("COLOR", "", BLACK, 12)
        yield _rule("COLOR", "", WHITE, 45)
        yield _rule("COLOR", BLACK, WHITE, 70)
    if code == "MOULD":
        yield _rule("COLOR", "", "", 20)
        yield _rule("COLOR", "", WHITE, 35)


def _rule(attribute: str, before: str, after: str, minutes: int) -> Row:
    return {"attribute": attribute, "from_value": before, "to_value": after, "minutes": minutes}
