"""The twelve product lines: sizes, colours, what drives them and what is special to them."""

from dataclasses import dataclass
from decimal import Decimal

from sanye.project.demo.full.tables import read_table

NINGBO, FOSHAN, HEFEI = "PLANT-NB", "PLANT-FS", "PLANT-HF"

COLORS = {
    "WH": ("珍珠白", "Pearl white"),
    "BK": ("曜石黑", "Obsidian black"),
    "SV": ("银灰", "Silver grey"),
    "RD": ("中国红", "China red"),
    "GN": ("薄荷绿", "Mint green"),
    "BL": ("雾霾蓝", "Haze blue"),
    "GD": ("香槟金", "Champagne gold"),
}

_LINES = """
KETTLE   | EK | 电热水壶   | electric kettle | NB | LOT    | 8516799000 | 24 | 1.55
COFFEE   | CM | 咖啡机     | coffee machine  | NB | SERIAL | 8516711000 | 24 | 1.70
BLENDER  | BL | 破壁机     | blender         | NB | LOT    | 8509401000 | 24 | 1.60
TOASTER  | TO | 多士炉     | toaster         | FS | LOT    | 8516722000 | 12 | 1.50
RICE     | RC | 电饭煲     | rice cooker     | FS | LOT    | 8516603000 | 24 | 1.60
AIRFRYER | AF | 空气炸锅   | air fryer       | FS | LOT    | 8516609000 | 24 | 1.62
OVEN     | OV | 电烤箱     | electric oven   | FS | SERIAL | 8516605000 | 24 | 1.65
FAN      | FN | 电风扇     | fan             | HF | LOT    | 8414519200 | 12 | 1.45
HEATER   | HT | 取暖器     | heater          | HF | LOT    | 8516299000 | 24 | 1.55
HUMID    | HU | 加湿器     | humidifier      | HF | LOT    | 8509809000 | 12 | 1.58
PURIFIER | AP | 空气净化器 | air purifier    | HF | SERIAL | 8421392100 | 24 | 1.75
VACUUM   | VC | 吸尘器     | vacuum cleaner  | HF | SERIAL | 8508110000 | 24 | 1.70
"""
"""Family, prefix of item codes, names, plant, tracking, customs code, months of warranty, price
over cost."""

_BUILT = """
EK | 壶胆   | inner pot     | SS-04   | PP-WH  | CORD-10 | MCU-8
CM | 保温盘 | warming plate | AL-10   | ABS-BK | CORD-10 | MCU-32
BL | 刀座   | blade seat    | SS-06   | ABS-BK | CORD-10 | MCU-8
TO | 炉膛   | chamber       | GI-05   | PP-BK  | CORD-10 | MCU-8
RC | 内胆   | inner pot     | AL-20   | PP-WH  | CORD-10 | MCU-32
AF | 炸篮   | basket        | GI-05   | PP-BK  | CORD-16 | MCU-32
OV | 箱体   | cabinet       | GI-05   | PP-BK  | CORD-16 | MCU-32
FN | 网罩   | grille        | WIRE-ST | PP-WH  | CORD-10 | MCU-8
HT | 散热片 | radiator fin  | AL-10   | ABS-WH | CORD-16 | MCU-8
HU | 雾化座 | mist seat     | SS-04   | ABS-WH | CORD-10 | MCU-8
AP | 风道   | air duct      | GI-05   | ABS-WH | CORD-10 | MCU-32
VC | 电机罩 | motor hood    | GI-05   | ABS-BK | CORD-10 | MCU-32
"""
"""Prefix, name of the pressed part, its sheet, the resin, the cord, the microcontroller."""

_SIZES = """
EK | 10 | 1.0L        | 1.0 L           | WH BK RD | 0.35 | 0.24 | 1.2 | 0.009 | 1.4 | H15
EK | 17 | 1.7L        | 1.7 L           | WH BK RD | 0.45 | 0.34 | 1.5 | 0.012 | 1.6 | H18
CM | 06 | 0.6L 滴滤式 | 0.6 L drip      | BK SV    | 0.80 | 0.30 | 2.4 | 0.020 | 3.0 | H09
CM | 12 | 1.2L 滴滤式 | 1.2 L drip      | BK SV    | 1.00 | 0.40 | 3.0 | 0.026 | 3.4 | H15
CM | 15 | 15Bar 意式  | 15 bar espresso | BK       | 1.60 | 1.10 | 5.6 | 0.038 | 6.5 | H15
BL | 12 | 1.2L        | 1.2 L           | WH GN    | 0.85 | 0.15 | 2.8 | 0.019 | 2.4 | M60
BL | 17 | 1.75L       | 1.75 L          | BK SV RD | 1.05 | 0.22 | 3.9 | 0.027 | 2.9 | M120
TO | 02 | 双片        | 2 slices        | WH BK RD | 0.40 | 0.65 | 1.9 | 0.013 | 1.8 | H09
TO | 04 | 四片        | 4 slices        | BK SV    | 0.60 | 1.10 | 3.0 | 0.021 | 2.3 | H15
RC | 30 | 3L          | 3 L             | WH RD    | 0.90 | 0.70 | 3.6 | 0.028 | 2.6 | H09
RC | 40 | 4L          | 4 L             | WH BK    | 1.05 | 0.85 | 4.2 | 0.033 | 2.8 | H09
RC | 50 | 5L          | 5 L             | BK GD    | 1.20 | 1.00 | 4.9 | 0.039 | 3.0 | H15
AF | 40 | 4L          | 4 L             | WH BK GN | 1.40 | 0.90 | 4.4 | 0.042 | 3.2 | H15
AF | 60 | 6L          | 6 L             | WH BK    | 1.80 | 1.20 | 5.6 | 0.058 | 3.6 | H18
OV | 25 | 25L         | 25 L            | BK SV    | 0.60 | 3.20 | 7.2 | 0.062 | 5.0 | H18
OV | 38 | 38L         | 38 L            | BK SV    | 0.80 | 4.30 | 9.6 | 0.089 | 5.6 | H22
FN | 09 | 9寸台扇     | 9 in desk       | WH BL    | 0.80 | 0.35 | 2.2 | 0.022 | 1.6 | M25
FN | 16 | 16寸落地扇  | 16 in stand     | WH BK    | 1.60 | 0.80 | 5.4 | 0.061 | 2.2 | M60
FN | 90 | 90cm 塔扇   | 90 cm tower     | WH BK    | 2.10 | 0.40 | 4.6 | 0.048 | 2.6 | M25
HT | 15 | 1500W       | 1500 W          | WH BK    | 1.30 | 0.90 | 4.0 | 0.034 | 2.4 | H15
HT | 22 | 2200W       | 2200 W          | WH BK SV | 1.60 | 1.30 | 5.2 | 0.045 | 2.7 | H22
HU | 30 | 3L          | 3 L             | WH BL    | 0.85 | 0.08 | 1.9 | 0.018 | 1.7 | M10
HU | 50 | 5L          | 5 L             | WH GN    | 1.10 | 0.10 | 2.5 | 0.025 | 1.9 | M10
AP | 30 | 30㎡        | 30 m²           | WH BK    | 2.20 | 0.90 | 5.8 | 0.066 | 4.0 | M60
AP | 60 | 60㎡        | 60 m²           | WH BK    | 3.00 | 1.40 | 8.4 | 0.104 | 4.6 | M120
VC | 10 | 无线手持    | cordless stick  | WH RD BK | 1.30 | 0.20 | 3.4 | 0.032 | 3.8 | M120
VC | 20 | 卧式        | canister        | RD BK    | 2.00 | 0.45 | 6.1 | 0.058 | 3.6 | M180
"""
"""Prefix, size, names, colours, kilograms of plastic and of metal in a piece, kilograms and cubic
metres of a piece in its carton, minutes of its assembly, its heater or motor."""

_EXTRAS = """
EK-LID    | 壶盖弹簧     | Lid spring        | 0.42  | 1
EK-SEAL   | 壶盖密封圈   | Lid seal          | 0.55  | 1
EK-WIN    | 水位视窗     | Water window      | 0.80  | 1
EK-CUP    | 耦合器       | Coupler           | 3.60  | 1
CM-JAR    | 玻璃咖啡壶   | Glass jug         | 9.80  | 1
CM-FILT   | 滤网         | Filter basket     | 2.10  | 1
CM-PUMP   | 电磁泵       | Vibration pump    | 21.50 | 1
CM-SEAL   | 硅胶管       | Silicone hose     | 1.20  | 2
BL-JAR    | 高硼硅玻璃杯 | Borosilicate jar  | 16.40 | 1
BL-KNIFE  | 六叶刀组     | Six-blade knife   | 7.90  | 1
BL-SEAL   | 杯盖密封圈   | Jar seal          | 0.90  | 2
BL-CPL    | 联轴器       | Coupling          | 1.60  | 1
TO-LIFT   | 升降杆       | Lift lever        | 1.70  | 1
TO-TRAY   | 接屑盘       | Crumb tray        | 1.30  | 1
TO-MAG    | 电磁铁       | Electromagnet     | 2.80  | 1
TO-MICA   | 云母片       | Mica sheet        | 0.65  | 4
RC-VALVE  | 蒸汽阀       | Steam valve       | 1.90  | 1
RC-SEAL   | 上盖密封圈   | Lid seal          | 1.80  | 1
RC-HINGE  | 上盖铰链     | Lid hinge         | 2.20  | 1
RC-SPOON  | 饭勺量杯套   | Spoon and cup     | 1.10  | 1
AF-FAN    | 热风电机     | Hot-air motor     | 14.60 | 1
AF-GRIP   | 炸篮手柄     | Basket handle     | 2.90  | 1
AF-SEAL   | 炉门密封条   | Door seal         | 1.50  | 1
AF-COAT   | 不粘涂层     | Non-stick coating | 3.30  | 1
OV-GLASS  | 双层炉门玻璃 | Door glass        | 18.50 | 1
OV-RACK   | 烤网烤盘     | Rack and tray     | 11.20 | 1
OV-HINGE  | 炉门铰链     | Door hinge        | 3.40  | 2
OV-LAMP   | 炉灯         | Oven lamp         | 2.60  | 1
FN-BLADE  | 风叶         | Fan blade         | 3.20  | 1
FN-REMOTE | 遥控器       | Remote control    | 4.30  | 1
FN-SWING  | 摇头机构     | Swing gear        | 2.90  | 1
FN-POLE   | 支撑杆       | Pole              | 3.80  | 1
HT-TIP    | 倾倒开关     | Tip-over switch   | 1.90  | 1
HT-FOOT   | 防滑脚座     | Foot stand        | 2.10  | 2
HT-GRID   | 出风格栅     | Outlet grid       | 2.60  | 1
HT-FELT   | 隔热棉       | Insulation felt   | 1.40  | 1
HU-ATOM   | 超声雾化片   | Ultrasonic disc   | 6.80  | 1
HU-VALVE  | 水箱阀       | Tank valve        | 1.10  | 1
HU-FLOAT  | 浮子开关     | Float switch      | 1.30  | 1
HU-SEAL   | 水箱密封圈   | Tank seal         | 0.70  | 2
AP-HEPA   | HEPA 滤芯    | HEPA filter       | 34.00 | 1
AP-PM     | 颗粒物传感器 | Particle sensor   | 18.60 | 1
AP-CARBON | 活性炭滤网   | Carbon filter     | 9.40  | 1
AP-WIFI   | 无线模块     | Wi-Fi module      | 11.80 | 1
VC-BATT   | 锂电池组     | Battery pack      | 62.00 | 1
VC-BRUSH  | 电动地刷     | Power brush       | 28.50 | 1
VC-CUP    | 尘杯         | Dust cup          | 6.40  | 1
VC-FILT   | 海帕滤棉     | Filter foam       | 3.10  | 2
"""
"""Bought parts that only one line has: code, names, price in yuan, pieces."""


@dataclass(frozen=True, slots=True)
class Size:
    """One size of a line, in kilograms, cubic metres and minutes; `drive` is a heater or motor."""

    code: str
    name: str
    name_en: str
    colors: tuple[str, ...]
    plastic: Decimal
    metal: Decimal
    weight: Decimal
    volume: Decimal
    minutes: Decimal
    drive: str


@dataclass(frozen=True, slots=True)
class Extra:
    """A bought part that only one line has."""

    code: str
    name: str
    name_en: str
    price: Decimal
    pieces: int


@dataclass(frozen=True, slots=True)
class Line:
    """A family of finished goods. `pressed` are the names of its metal part, `markup` is the list
    price over the standard cost."""

    code: str
    prefix: str
    name: str
    name_en: str
    plant: str
    tracking: str
    customs_code: str
    months: int
    markup: Decimal
    pressed: tuple[str, str]
    sheet: str
    resin: str
    cord: str
    controller: str
    sizes: tuple[Size, ...]
    extras: tuple[Extra, ...]


def _sizes(prefix: str) -> tuple[Size, ...]:
    return tuple(
        Size(
            code,
            name,
            english,
            tuple(colors.split()),
            Decimal(plastic),
            Decimal(metal),
            Decimal(weight),
            Decimal(volume),
            Decimal(minutes),
            drive,
        )
        for (
            of,
            code,
            name,
            english,
            colors,
            plastic,
            metal,
            weight,
            volume,
            minutes,
            drive,
        ) in read_table(_SIZES)
        if of == prefix
    )


def _extras(prefix: str) -> tuple[Extra, ...]:
    return tuple(
        Extra(code, name, english, Decimal(price), int(pieces))
        for code, name, english, price, pieces in read_table(_EXTRAS)
        if code.startswith(f"{prefix}-")
    )


def _lines() -> tuple[Line, ...]:
    built = {row[0]: row[1:] for row in read_table(_BUILT)}
    lines = []
    for code, prefix, name, english, plant, tracking, customs, months, markup in read_table(_LINES):
        pressed, pressed_english, sheet, resin, cord, controller = built[prefix]
        lines.append(
            Line(
                code=code,
                prefix=prefix,
                name=name,
                name_en=english,
                plant=f"PLANT-{plant}",
                tracking=tracking,
                customs_code=customs,
                months=int(months),
                markup=Decimal(markup),
                pressed=(pressed, pressed_english),
                sheet=sheet,
                resin=resin,
                cord=cord,
                controller=controller,
                sizes=_sizes(prefix),
                extras=_extras(prefix),
            )
        )
    return tuple(lines)


LINES = _lines()
