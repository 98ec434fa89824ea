"""Items, their families, bills and routings, as the `put_…` commands take them."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from stdnum import ean

from sanye.project.demo.full.lines import LINES
from sanye.project.demo.full.products import Product
from sanye.project.demo.full.structure import Bought, Made
from sanye.project.demo.full.tables import read_table

Row = dict[str, Any]

GOODS, SEMI, RAW = "FG", "SEMI", "RAW"

_MADE = read_table("""
MOLDED   | 注塑件     | Moulded parts
PAINTED  | 喷涂件     | Painted parts
PRESSED  | 冲压件     | Pressed parts
HEATING  | 发热组件   | Heating units
MOTOR    | 电机组件   | Motor units
WOUND    | 定转子     | Stators and rotors
BOARD    | 线路板组件 | Boards
ASSEMBLY | 面板组件   | Panels
KIT      | 套件       | Kits
""")
_BOUGHT = read_table("""
METAL   | 金属材料       | Metals
WIRE    | 电磁线         | Magnet wire
RESIN   | 塑料粒子       | Resins
PAINT   | 涂料           | Paints
CHIP    | 芯片           | Chips
PASSIVE | 被动元件       | Passives
RELAY   | 继电器与接插件 | Relays and connectors
THERMO  | 温控与保险     | Thermostats and fuses
HEAT    | 发热元件       | Heating elements
MOTOR-P | 电机配件       | Motor parts
CORD    | 线缆           | Cords
SWITCH  | 开关与显示     | Switches and displays
FIX     | 紧固件         | Fasteners
RUBBER  | 橡胶硅胶件     | Rubber parts
GLASS   | 玻璃件         | Glass
FILTER  | 滤材           | Filters
PCB     | 裸线路板       | Bare boards
PACK    | 包装材料       | Packaging
PRINT   | 印刷品         | Printed matter
SPECIAL | 专用件         | Special parts
""")
_GTIN_PREFIX = "6901234"


def families() -> list[Row]:
    """Three parents and what stands below them."""
    parents = ((GOODS, "成品", "Finished goods"), (SEMI, "半成品", "Semi-finished"),
               (RAW, "原材料", "Materials"))  # fmt: skip
    lines = [(line.code, line.name, f"{line.name_en}s".capitalize()) for line in LINES]
    return [
        *({"code": code, "name": name, "name_en": english} for code, name, english in parents),
        *(
            {"code": code, "name": name, "name_en": english, "parent": parent}
            for parent, several in ((GOODS, lines), (SEMI, _MADE), (RAW, _BOUGHT))
            for code, name, english in several
        ),
    ]


def items(goods: Sequence[Product], made: Sequence[Made], bought: Sequence[Bought]) -> list[Row]:
    """Every item, finished goods first."""
    return [
        *(_product(number, product) for number, product in enumerate(goods, start=1)),
        *(_made(part) for part in made),
        *(_bought(part) for part in bought),
    ]


def _product(number: int, product: Product) -> Row:
    digits = f"{_GTIN_PREFIX}{number:05d}"
    return {
        **_made(product.made),
        "tracking": product.line.tracking,
        "is_sold": True,
        "weight": product.size.weight,
        "weight_unit": "KGM",
        "volume": product.size.volume,
        "volume_unit": "MTQ",
        "gtin": digits + ean.calc_check_digit(digits),
        "origin_country": "CN",
        "customs_code": product.line.customs_code,
    }


def _made(part: Made) -> Row:
    return {
        "code": part.code,
        "name": part.name,
        "name_en": part.name_en,
        "kind": "MAKE",
        "unit": "C62",
        "family": part.family,
        "color": part.color,
        "size": part.size,
        "is_sold": False,
    }


def _bought(part: Bought) -> Row:
    return {
        "code": part.code,
        "name": part.name,
        "name_en": part.name_en,
        "kind": "BUY",
        "unit": part.unit,
        "family": "MOTOR-P" if part.trade == "MOTOR" else part.trade,
        "tracking": "LOT" if part.trade in {"PAINT", "RESIN", "CHIP"} else "NONE",
        "shelf_life_days": 365 if part.trade == "PAINT" else None,
        "is_sold": False,
    }


def item_companies(costs: Mapping[str, Decimal], bought: Sequence[Bought]) -> list[Row]:
    """What is bought is valued at its average, what is made at its standard."""
    names = {part.code for part in bought}
    return [
        {
            "item": code,
            "cost_method": "MOVING_AVERAGE" if code in names else "STANDARD",
            "standard_cost": cost,
            "sales_tax": "VAT13",
            "purchase_tax": "VAT13-IN",
        }
        for code, cost in costs.items()
    ]


def bills(made: Sequence[Made]) -> list[Row]:
    """A released bill for all that is made; a painted or assembled part takes nothing twice."""
    return [
        {
            "item": part.code,
            "version": "1",
            "status": "RELEASED",
            "lines": [
                {
                    "component": one.code,
                    "quantity": one.quantity,
                    "scrap_ratio": one.scrap,
                    "is_phantom": one.is_phantom,
                }
                for one in part.needs
            ],
        }
        for part in made
    ]


def routings(made: Sequence[Made]) -> list[Row]:
    """The steps at the plant that makes it."""
    return [
        {
            "item": part.code,
            "site": part.plant,
            "version": "1",
            "status": "RELEASED",
            "operations": list(_operations(part)),
        }
        for part in made
        if not part.is_phantom
    ]


def _operations(part: Made) -> Iterator[Row]:
    for number, step in enumerate(part.steps, start=1):
        yield {
            "number": number * 10,
            "name": step.name,
            "work_center": f"{part.plant}/{step.center}",
            "setup_minutes": step.setup,
            "run_minutes": step.run,
            "queue_minutes": 30 if number > 1 else 0,
        }
