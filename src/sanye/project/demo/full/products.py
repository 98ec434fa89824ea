"""Finished goods: a product for each colour of each size of each line."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sanye.project.demo.full.lines import COLORS, LINES, Line, Size
from sanye.project.demo.full.materials import HEATERS
from sanye.project.demo.full.parts import FIXINGS, PAPERS
from sanye.project.demo.full.structure import Made, Need, need, step

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Product:
    """A finished good: how it is made, and the size and line that it belongs to."""

    made: Made
    line: Line
    size: Size


def products() -> list[Product]:
    """All finished goods, line by line."""
    return [
        Product(_product(line, size, color), line, size)
        for line in LINES
        for size in line.sizes
        for color in size.colors
    ]


def _product(line: Line, size: Size, color: str) -> Made:
    name, english = COLORS[color]
    code = f"{line.prefix}{size.code}"
    return Made(
        code=f"{line.prefix}-{size.code}-{color}",
        name=f"晨曦{line.name} {size.name} {name}",
        name_en=f"Aurora {line.name_en} {size.name_en}, {english.lower()}",
        family=line.code,
        plant=line.plant,
        needs=tuple(_needs(line, size, f"HS-{code}-{color}")),
        steps=(
            step("总装", "ASSY", "20", size.minutes),
            step("测试", "TEST", "5", "0.60" if line.tracking == "LOT" else "1.50"),
            step("包装", "PACK", "5", "0.50"),
        ),
        color=name,
        size=size.name,
    )


def _needs(line: Line, size: Size, housing: str) -> Iterator[Need]:
    code = f"{line.prefix}{size.code}"
    is_heated = size.drive in HEATERS
    yield need(housing)
    yield need(f"BS-{line.prefix}")
    yield need(f"PR-{code}")
    yield need(f"HE-{code}" if is_heated else f"MT-{code}")
    yield need(f"PN-{line.prefix}")
    yield need("PB-H" if is_heated else "PB-M")
    yield need(line.cord)
    yield need("SW-ROCK" if is_heated else "SW-MICRO")
    for extra in line.extras:
        yield need(extra.code, str(extra.pieces))
    yield need(f"LB-{line.prefix}")
    yield need(f"MN-{line.prefix}")
    yield need(f"FM-{line.prefix}")
    yield need(f"CT-{code}", "1", "0.01")
    yield need("PALLET", "4")
    yield need("CABLE-R", "2")
    yield Need(FIXINGS, ONE, is_phantom=True)
    yield Need(PAPERS, ONE, is_phantom=True)
