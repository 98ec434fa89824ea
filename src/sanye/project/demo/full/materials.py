"""What is bought for more than one line, and what makes heaters and motors."""

from dataclasses import dataclass
from decimal import Decimal

from sanye.project.demo.full.tables import read_table

_MATERIALS = """
SS-04      | 不锈钢板 0.4mm | Stainless sheet 0.4 mm  | KGM | 17.20 | METAL
SS-06      | 不锈钢板 0.6mm | Stainless sheet 0.6 mm  | KGM | 16.80 | METAL
AL-10      | 铝板 1.0mm     | Aluminium sheet 1.0 mm  | KGM | 22.40 | METAL
AL-20      | 铝板 2.0mm     | Aluminium sheet 2.0 mm  | KGM | 21.90 | METAL
GI-05      | 镀锌板 0.5mm   | Galvanised sheet 0.5 mm | KGM | 6.30  | METAL
WIRE-ST    | 网罩钢丝       | Grille wire             | KGM | 5.60  | METAL
SI-STEEL   | 硅钢片         | Electrical steel        | KGM | 8.90  | METAL
CU-03      | 漆包线 0.3mm   | Enamelled wire 0.3 mm   | KGM | 78.00 | WIRE
CU-05      | 漆包线 0.5mm   | Enamelled wire 0.5 mm   | KGM | 76.00 | WIRE
CU-08      | 漆包线 0.8mm   | Enamelled wire 0.8 mm   | KGM | 75.00 | WIRE
PP-WH      | 聚丙烯粒料 白  | Polypropylene white     | KGM | 9.60  | RESIN
PP-BK      | 聚丙烯粒料 黑  | Polypropylene black     | KGM | 9.20  | RESIN
ABS-WH     | ABS 粒料 白    | ABS white               | KGM | 12.80 | RESIN
ABS-BK     | ABS 粒料 黑    | ABS black               | KGM | 12.30 | RESIN
PA-GF      | 玻纤尼龙       | Glass-filled nylon      | KGM | 24.50 | RESIN
MB-UV      | 抗老化母粒     | UV masterbatch          | KGM | 31.00 | PAINT
PT-WH      | 珍珠白漆       | Paint pearl white       | KGM | 42.00 | PAINT
PT-BK      | 曜石黑漆       | Paint obsidian black    | KGM | 38.00 | PAINT
PT-SV      | 银灰漆         | Paint silver grey       | KGM | 46.00 | PAINT
PT-RD      | 中国红漆       | Paint china red         | KGM | 52.00 | PAINT
PT-GN      | 薄荷绿漆       | Paint mint green        | KGM | 50.00 | PAINT
PT-BL      | 雾霾蓝漆       | Paint haze blue         | KGM | 50.00 | PAINT
PT-GD      | 香槟金漆       | Paint champagne gold    | KGM | 64.00 | PAINT
THINNER    | 稀释剂         | Thinner                 | KGM | 11.50 | PAINT
MCU-8      | 八位单片机     | 8-bit microcontroller   | C62 | 1.85  | CHIP
MCU-32     | 32位单片机     | 32-bit microcontroller  | C62 | 5.60  | CHIP
IC-REG     | 稳压芯片       | Voltage regulator       | C62 | 0.62  | CHIP
IC-DRV     | 驱动芯片       | Driver chip             | C62 | 1.35  | CHIP
TRIAC      | 双向可控硅     | Triac                   | C62 | 0.95  | CHIP
MOSFET     | 功率管         | Power transistor        | C62 | 1.10  | CHIP
IGBT       | 绝缘栅晶体管   | IGBT                    | C62 | 4.20  | CHIP
OPTO       | 光耦           | Optocoupler             | C62 | 0.35  | CHIP
CRYSTAL    | 晶振           | Crystal                 | C62 | 0.28  | CHIP
NTC        | 热敏电阻       | NTC sensor              | C62 | 0.75  | PASSIVE
RES-10K    | 电阻 10kΩ      | Resistor 10 kΩ          | C62 | 0.006 | PASSIVE
RES-1K     | 电阻 1kΩ       | Resistor 1 kΩ           | C62 | 0.006 | PASSIVE
RES-PW     | 水泥电阻       | Power resistor          | C62 | 0.24  | PASSIVE
CAP-100N   | 贴片电容 100nF | Capacitor 100 nF        | C62 | 0.012 | PASSIVE
CAP-220U   | 电解电容 220µF | Capacitor 220 µF        | C62 | 0.26  | PASSIVE
CAP-X2     | 安规电容       | X2 capacitor            | C62 | 0.48  | PASSIVE
IND-10     | 电感           | Inductor                | C62 | 0.32  | PASSIVE
VARISTOR   | 压敏电阻       | Varistor                | C62 | 0.22  | PASSIVE
DIODE      | 整流二极管     | Rectifier diode         | C62 | 0.05  | PASSIVE
LED-W      | 白光灯珠       | LED white               | C62 | 0.09  | PASSIVE
LED-RGB    | 三色灯珠       | LED RGB                 | C62 | 0.21  | PASSIVE
RELAY-10   | 继电器 10A     | Relay 10 A              | C62 | 1.45  | RELAY
RELAY-16   | 继电器 16A     | Relay 16 A              | C62 | 1.95  | RELAY
TRAFO      | 开关变压器     | Transformer             | C62 | 2.30  | RELAY
BUZZER     | 蜂鸣器         | Buzzer                  | C62 | 0.38  | RELAY
CONN-2     | 接插件 2P      | Connector 2 pins        | C62 | 0.12  | RELAY
CONN-4     | 接插件 4P      | Connector 4 pins        | C62 | 0.18  | RELAY
CONN-8     | 接插件 8P      | Connector 8 pins        | C62 | 0.31  | RELAY
FUSE-T     | 热熔断器       | Thermal fuse            | C62 | 0.58  | THERMO
FUSE-10    | 保险丝 10A     | Fuse 10 A               | C62 | 0.22  | THERMO
FUSE-16    | 保险丝 16A     | Fuse 16 A               | C62 | 0.26  | THERMO
THERMO-95  | 温控器 95℃     | Thermostat 95 °C        | C62 | 3.10  | THERMO
THERMO-150 | 温控器 150℃    | Thermostat 150 °C       | C62 | 3.40  | THERMO
THERMO-240 | 温控器 240℃    | Thermostat 240 °C       | C62 | 4.10  | THERMO
ELEM-09    | 发热管 900W    | Heating element 900 W   | C62 | 6.90  | HEAT
ELEM-15    | 发热管 1500W   | Heating element 1500 W  | C62 | 8.40  | HEAT
ELEM-18    | 发热管 1800W   | Heating element 1800 W  | C62 | 9.60  | HEAT
ELEM-22    | 发热管 2200W   | Heating element 2200 W  | C62 | 11.20 | HEAT
MICA       | 云母绝缘板     | Mica plate              | C62 | 0.70  | HEAT
SHEATH     | 耐热套管       | Heat-proof sleeve       | MTR | 0.95  | HEAT
BEAR-608   | 轴承 608       | Bearing 608             | C62 | 1.25  | MOTOR
BEAR-626   | 轴承 626       | Bearing 626             | C62 | 1.05  | MOTOR
SHAFT-6    | 转轴 6mm       | Shaft 6 mm              | C62 | 1.30  | MOTOR
SHAFT-8    | 转轴 8mm       | Shaft 8 mm              | C62 | 1.70  | MOTOR
MAGNET     | 磁瓦           | Arc magnet              | C62 | 0.85  | MOTOR
BRUSH-C    | 碳刷           | Carbon brush            | C62 | 0.90  | MOTOR
COMMUT     | 换向器         | Commutator              | C62 | 2.40  | MOTOR
INSUL      | 绝缘纸         | Slot insulation         | MTR | 0.60  | MOTOR
CORD-10    | 电源线 10A     | Power cord 10 A         | C62 | 5.20  | CORD
CORD-16    | 电源线 16A     | Power cord 16 A         | C62 | 7.40  | CORD
HARN-H     | 发热线束       | Heater harness          | C62 | 2.60  | CORD
HARN-M     | 电机线束       | Motor harness           | C62 | 2.10  | CORD
HARN-P     | 面板线束       | Panel harness           | C62 | 1.20  | CORD
CABLE-R    | 理线扎带       | Cable tie               | C62 | 0.03  | CORD
SW-ROCK    | 船型开关       | Rocker switch           | C62 | 1.15  | SWITCH
SW-MICRO   | 微动开关       | Micro switch            | C62 | 0.95  | SWITCH
SW-TACT    | 轻触开关       | Tact switch             | C62 | 0.11  | SWITCH
KNOB       | 旋钮           | Knob                    | C62 | 0.85  | SWITCH
ENCODER    | 旋转编码器     | Rotary encoder          | C62 | 1.65  | SWITCH
DISP-4     | 四位数码管     | Four-digit display      | C62 | 2.40  | SWITCH
DISP-L     | 液晶屏         | LCD panel               | C62 | 6.80  | SWITCH
SCREW-3    | 自攻螺钉 M3    | Screw M3                | C62 | 0.018 | FIX
SCREW-4    | 自攻螺钉 M4    | Screw M4                | C62 | 0.024 | FIX
NUT-4      | 螺母 M4        | Nut M4                  | C62 | 0.020 | FIX
WASHER     | 弹簧垫圈       | Spring washer           | C62 | 0.012 | FIX
CLIP       | 卡扣           | Clip                    | C62 | 0.060 | FIX
RIVET      | 铆钉           | Rivet                   | C62 | 0.030 | FIX
FOOT       | 橡胶脚垫       | Rubber foot             | C62 | 0.15  | RUBBER
GASKET     | 防水垫片       | Gasket                  | C62 | 0.22  | RUBBER
DAMPER     | 减震垫         | Damper pad              | C62 | 0.34  | RUBBER
BAG        | 塑料袋         | Plastic bag             | C62 | 0.12  | PRINT
CARD-W     | 保修卡         | Warranty card           | C62 | 0.18  | PRINT
TAPE       | 封箱胶带       | Carton tape             | MTR | 0.05  | PACK
PALLET     | 护角           | Corner guard            | C62 | 0.20  | PACK
"""
"""Code, names, unit, price in yuan without tax, trade of those who sell it."""


@dataclass(frozen=True, slots=True)
class Material:
    """A bought part or material; its price is per `unit`, its trade says who offers it."""

    code: str
    name: str
    name_en: str
    unit: str
    price: Decimal
    trade: str


MATERIALS = tuple(
    Material(code, name, english, unit, Decimal(price), trade)
    for code, name, english, unit, price, trade in read_table(_MATERIALS)
)

HEATERS = {
    "H09": ("900W", "900 W", "ELEM-09", "THERMO-95"),
    "H15": ("1500W", "1500 W", "ELEM-15", "THERMO-150"),
    "H18": ("1800W", "1800 W", "ELEM-18", "THERMO-150"),
    "H22": ("2200W", "2200 W", "ELEM-22", "THERMO-240"),
}
"""Drive → power in words, heating element, thermostat."""

MOTORS = {
    "M10": ("10W", "10 W", "0.08", "0.05", "CU-03", "SHAFT-6", "BEAR-626"),
    "M25": ("25W", "25 W", "0.16", "0.09", "CU-03", "SHAFT-6", "BEAR-626"),
    "M60": ("60W", "60 W", "0.34", "0.16", "CU-05", "SHAFT-8", "BEAR-608"),
    "M120": ("1200W", "1200 W", "0.62", "0.28", "CU-05", "SHAFT-8", "BEAR-608"),
    "M180": ("1800W", "1800 W", "0.85", "0.36", "CU-08", "SHAFT-8", "BEAR-608"),
}
"""Drive → power in words, kilograms of electrical steel and of wire, the wire, shaft, bearing."""
