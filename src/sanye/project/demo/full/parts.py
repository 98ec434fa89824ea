"""Parts: what is moulded, painted, pressed, wound and soldered, and what is bought for one line."""

from collections.abc import Iterator
from decimal import Decimal

from sanye.project.demo.full.lines import COLORS, FOSHAN, HEFEI, LINES, NINGBO, Line, Size
from sanye.project.demo.full.materials import HEATERS, MATERIALS, MOTORS
from sanye.project.demo.full.structure import Bought, Made, Need, need, step

FIXINGS, PAPERS = "KIT-FIX", "KIT-DOC"
"""Phantoms: screws, and papers in a bag; every product takes them."""

_TRADES = {"SEAL": "RUBBER", "JAR": "GLASS", "GLASS": "GLASS", "WIN": "GLASS", "CUP": "SWITCH"}
_FILTERS = {"AP-HEPA", "AP-CARBON", "VC-FILT", "CM-FILT"}


def bought_parts() -> list[Bought]:
    """Everything bought: common materials, each line's own parts, its board, papers and cartons."""
    common = [
        Bought(
            code=one.code,
            name=one.name,
            name_en=one.name_en,
            unit=one.unit,
            price=one.price,
            trade=one.trade,
        )
        for one in MATERIALS
    ]
    boards = [("PCB-PH", "发热电源线路板", "heater power", "1.90"),
              ("PCB-PM", "电机驱动线路板", "motor drive", "2.30")]  # fmt: skip
    return [
        *common,
        *(
            _piece(code, name, f"Bare board {english}", price, "PCB")
            for code, name, english, price in boards
        ),
        *(part for line in LINES for part in _bought_for(line)),
    ]


def _bought_for(line: Line) -> Iterator[Bought]:
    prefix, name, english = line.prefix, line.name, line.name_en
    for extra in line.extras:
        yield Bought(
            code=extra.code,
            name=f"{name}{extra.name}",
            name_en=f"{extra.name_en} of {english}",
            unit="C62",
            price=extra.price,
            trade=_trade(extra.code),
        )
    price = "2.60" if line.controller == "MCU-32" else "1.40"
    yield _piece(f"PCB-{prefix}", f"{name}线路板", f"Bare board {english}", price, "PCB")
    yield _piece(f"LB-{prefix}", f"{name}铭牌", f"Rating label {english}", "0.14", "PRINT")
    yield _piece(f"MN-{prefix}", f"{name}说明书", f"Manual {english}", "0.62", "PRINT")
    yield _piece(f"FM-{prefix}", f"{name}缓冲衬垫", f"Cushion {english}", "1.15", "PACK")
    for size in line.sizes:
        carton = Decimal("1.20") + size.volume * 60
        yield _piece(
            f"CT-{prefix}{size.code}",
            f"{name}彩盒 {size.name}",
            f"Carton {english} {size.name_en}",
            f"{carton:.2f}",
            "PACK",
        )


def _piece(code: str, name: str, name_en: str, price: str, trade: str) -> Bought:
    return Bought(
        code=code, name=name, name_en=name_en, unit="C62", price=Decimal(price), trade=trade
    )


def _trade(code: str) -> str:
    if code in _FILTERS:
        return "FILTER"
    return _TRADES.get(code.split("-")[1], "SPECIAL")


def made_parts() -> list[Made]:
    """Everything made on the way to a product, from the bottom up."""
    return [
        *_phantoms(),
        *_power_boards(),
        *(_stator(drive) for drive in MOTORS),
        *(_rotor(drive) for drive in MOTORS),
        *(part for line in LINES for part in _made_for(line)),
    ]


def _phantoms() -> Iterator[Made]:
    yield Made(
        code=FIXINGS,
        name="紧固件包",
        name_en="Fixing kit",
        family="KIT",
        plant=NINGBO,
        needs=(need("SCREW-3", "8", "0.02"), need("SCREW-4", "4", "0.02"), need("NUT-4", "2"),
               need("WASHER", "4"), need("CLIP", "3")),
    )  # fmt: skip
    yield Made(
        code=PAPERS,
        name="随机资料包",
        name_en="Paper kit",
        family="KIT",
        plant=NINGBO,
        needs=(need("BAG", "2"), need("CARD-W"), need("TAPE", "0.8")),
    )


def _power_boards() -> Iterator[Made]:
    parts = ("IC-REG", "OPTO", "DIODE", "TRAFO", "CAP-X2", "VARISTOR")
    for code, name, english, switch, fuse in (
        ("PB-H", "发热电源板", "Heater power board", "RELAY-16", "FUSE-16"),
        ("PB-M", "电机驱动板", "Motor drive board", "MOSFET", "FUSE-10"),
    ):
        yield Made(
            code=code,
            name=name,
            name_en=english,
            family="BOARD",
            plant=NINGBO,
            needs=(
                need(f"PCB-{code.replace('B-', '')}", "1", "0.01"),
                *(need(part, "1", "0.01") for part in parts),
                need(switch, "2"),
                need(fuse),
                need("CAP-220U", "3", "0.01"),
                need("CONN-4", "2"),
            ),
            steps=(step("贴片", "SMT", "35", "0.35"), step("插件焊接", "DIP", "15", "0.60")),
        )


def _stator(drive: str) -> Made:
    name, english, steel, wire, copper, _shaft, _bearing = MOTORS[drive]
    return Made(
        code=f"ST-{drive}",
        name=f"定子 {name}",
        name_en=f"Stator {english}",
        family="WOUND",
        plant=HEFEI,
        needs=(need("SI-STEEL", steel, "0.05"), need(copper, wire, "0.02"), need("INSUL", "0.4")),
        steps=(step("冲片", "PRESS", "30", "0.15"), step("绕线", "WIND", "25", "1.10")),
    )


def _rotor(drive: str) -> Made:
    name, english, steel, _wire, _copper, shaft, _bearing = MOTORS[drive]
    return Made(
        code=f"RT-{drive}",
        name=f"转子 {name}",
        name_en=f"Rotor {english}",
        family="WOUND",
        plant=HEFEI,
        needs=(need("SI-STEEL", Decimal(steel) / 2, "0.05"), need(shaft), need("COMMUT"),
               need("MAGNET", "2")),
        steps=(step("转子绕线", "WIND", "20", "0.90"),),
    )  # fmt: skip


def _made_for(line: Line) -> Iterator[Made]:
    yield _base(line)
    yield _board(line)
    yield _panel(line)
    for size in line.sizes:
        yield _shell(line, size)
        yield _pressed(line, size)
        yield _heating(line, size) if size.drive in HEATERS else _motor(line, size)
        for color in size.colors:
            yield _painted(line, size, color)


def _base(line: Line) -> Made:
    return Made(
        code=f"BS-{line.prefix}",
        name=f"{line.name}底座",
        name_en=f"Base of {line.name_en}",
        family="MOLDED",
        plant=line.plant,
        needs=(need(line.resin, "0.22", "0.03"), need("FOOT", "4"), need("MB-UV", "0.004")),
        steps=(step("注塑", "MOLD", "40", "0.45"),),
    )


def _board(line: Line) -> Made:
    is_rich = line.controller == "MCU-32"
    needs: list[Need] = [
        need(f"PCB-{line.prefix}", "1", "0.01"),
        need(line.controller, "1", "0.01"),
        need("RES-10K", "18", "0.02"),
        need("RES-1K", "12", "0.02"),
        need("CAP-100N", "14", "0.02"),
        need("CAP-220U", "2", "0.01"),
        need("CRYSTAL"),
        need("BUZZER"),
        need("LED-W", "4", "0.02"),
        need("NTC", "2" if is_rich else "1"),
        need("CONN-8"),
        need("TRIAC"),
    ]
    if is_rich:
        needs += [need("IC-DRV"), need("DISP-4"), need("LED-RGB", "3", "0.02"), need("IND-10", "2")]
    return Made(
        code=f"BD-{line.prefix}",
        name=f"{line.name}控制板",
        name_en=f"Control board of {line.name_en}",
        family="BOARD",
        plant=NINGBO,
        needs=tuple(needs),
        steps=(
            step("贴片", "SMT", "35", "0.60" if is_rich else "0.40"),
            step("插件焊接", "DIP", "15", "0.70" if is_rich else "0.50"),
        ),
    )


def _panel(line: Line) -> Made:
    is_rich = line.controller == "MCU-32"
    inputs = (
        (need("ENCODER"), need("SW-TACT", "6")) if is_rich else (need("KNOB"), need("SW-TACT", "2"))
    )
    return Made(
        code=f"PN-{line.prefix}",
        name=f"{line.name}面板组件",
        name_en=f"Panel of {line.name_en}",
        family="ASSEMBLY",
        plant=line.plant,
        needs=(need(f"BD-{line.prefix}"), need("HARN-P"), need("GASKET"), *inputs),
        steps=(step("面板装配", "SUB", "10", "1.10" if is_rich else "0.70"),),
    )


def _shell(line: Line, size: Size) -> Made:
    return Made(
        code=f"SH-{line.prefix}{size.code}",
        name=f"{line.name}机壳毛坯 {size.name}",
        name_en=f"Raw housing of {line.name_en} {size.name_en}",
        family="MOLDED",
        plant=line.plant,
        needs=(
            need(line.resin, size.plastic, "0.03"),
            need("MB-UV", "0.008"),
            need("PA-GF", "0.03"),
        ),
        steps=(step("注塑", "MOLD", "45", Decimal("0.40") + size.plastic / 4),),
        size=size.name,
    )


def _painted(line: Line, size: Size, color: str) -> Made:
    name, english = COLORS[color]
    return Made(
        code=f"HS-{line.prefix}{size.code}-{color}",
        name=f"{line.name}机壳 {size.name} {name}",
        name_en=f"Housing of {line.name_en} {size.name_en}, {english.lower()}",
        family="PAINTED",
        plant=line.plant,
        needs=(need(f"SH-{line.prefix}{size.code}", "1", "0.02"),
               need(f"PT-{color}", "0.03", "0.05"), need("THINNER", "0.01", "0.05")),
        steps=(step("喷涂", "COAT", "30", "0.60"),),
        color=name,
        size=size.name,
    )  # fmt: skip


def _pressed(line: Line, size: Size) -> Made:
    name, english = line.pressed
    return Made(
        code=f"PR-{line.prefix}{size.code}",
        name=f"{line.name}{name} {size.name}",
        name_en=f"{english.capitalize()} of {line.name_en} {size.name_en}",
        family="PRESSED",
        plant=line.plant,
        needs=(need(line.sheet, size.metal, "0.08"), need("RIVET", "4", "0.02")),
        steps=(step("冲压成型", "PRESS", "40", Decimal("0.30") + size.metal / 5),),
        size=size.name,
    )


def _heating(line: Line, size: Size) -> Made:
    _power, _english, element, thermostat = HEATERS[size.drive]
    return Made(
        code=f"HE-{line.prefix}{size.code}",
        name=f"{line.name}发热组件 {size.name}",
        name_en=f"Heating unit of {line.name_en} {size.name_en}",
        family="HEATING",
        plant=FOSHAN,
        needs=(need(element, "1", "0.01"), need(thermostat), need("FUSE-T", "2"),
               need("MICA", "2", "0.02"), need("SHEATH", "0.5"), need("HARN-H")),
        steps=(step("发热件装配", "HEAT", "12", "1.20"),),
        size=size.name,
    )  # fmt: skip


def _motor(line: Line, size: Size) -> Made:
    bearing = MOTORS[size.drive][-1]
    return Made(
        code=f"MT-{line.prefix}{size.code}",
        name=f"{line.name}电机组件 {size.name}",
        name_en=f"Motor unit of {line.name_en} {size.name_en}",
        family="MOTOR",
        plant=HEFEI,
        needs=(need(f"ST-{size.drive}"), need(f"RT-{size.drive}"), need(bearing, "2"),
               need("BRUSH-C", "2"), need("DAMPER", "2"), need("HARN-M"), need("SCREW-3", "4")),
        steps=(step("电机装配", "SUB", "12", "1.40"),),
        size=size.name,
    )  # fmt: skip
