"""Suppliers and their offers: who sells which trade, how fast, in what lots, at what price."""

import random
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sanye.project.demo.full.structure import Bought
from sanye.project.demo.full.tables import read_table

Row = dict[str, Any]

_SUPPLIERS = """
S-JIANGNAN | 江南不锈钢有限公司     | Jiangnan Stainless         | CN | 无锡   | CNY | METAL   | 7
S-BAOSHUN  | 宝顺金属材料有限公司   | Baoshun Metals             | CN | 上海   | CNY | METAL   | 10
S-LVYE     | 绿野铝业有限公司       | Lvye Aluminium             | CN | 佛山   | CNY | METAL   | 9
S-XINTONG  | 鑫铜线缆有限公司       | Xintong Copper Wire        | CN | 铜陵   | CNY | WIRE    | 8
S-JINXIAN  | 金线电磁线厂           | Jinxian Magnet Wire        | CN | 绍兴   | CNY | WIRE    | 6
S-DONGHAI  | 东海塑料有限公司       | Donghai Plastics           | CN | 宁波   | CNY | RESIN   | 4
S-HUASU    | 华塑新材料有限公司     | Huasu Polymers             | CN | 东莞   | CNY | RESIN   | 6
S-RHEIN    | Rhein Polymer GmbH     | Rhein Polymer GmbH         | DE | Köln   | EUR | RESIN   | 35
S-CAIHONG  | 彩虹涂料有限公司       | Caihong Coatings           | CN | 嘉兴   | CNY | PAINT   | 5
S-YASHI    | 雅士化工有限公司       | Yashi Chemicals            | CN | 常州   | CNY | PAINT   | 8
S-LINGXIN  | 灵芯微电子有限公司     | Lingxin Microelectronics   | CN | 深圳   | CNY | CHIP    | 20
S-TAIXIN   | Taihsin Semiconductor  | Taihsin Semiconductor      | TW | Hsinchu | USD | CHIP   | 40
S-BEICHEN  | 北辰电子元件有限公司   | Beichen Components         | CN | 苏州   | CNY | PASSIVE | 10
S-SANHE    | 三禾电子有限公司       | Sanhe Electronics          | CN | 东莞   | CNY | PASSIVE | 8
S-HONGFA   | 弘发继电器有限公司     | Hongfa Relays              | CN | 厦门   | CNY | RELAY   | 12
S-LIANJIE  | 联捷连接器有限公司     | Lianjie Connectors         | CN | 昆山   | CNY | RELAY   | 9
S-WENKONG  | 恒温控制器厂           | Hengwen Thermostats        | CN | 佛山   | CNY | THERMO  | 10
S-KLIMA    | Klima Regler GmbH      | Klima Regler GmbH          | DE | Kassel | EUR | THERMO  | 30
S-HENGRE   | 恒热电器元件厂         | Hengre Heating Elements    | CN | 佛山   | CNY | HEAT    | 7
S-RELI     | 热力元件有限公司       | Reli Elements              | CN | 镇江   | CNY | HEAT    | 9
S-RENBEN   | 人本轴承有限公司       | Renben Bearings            | CN | 温州   | CNY | MOTOR   | 8
S-NIDEKA   | Nideka Precision K.K.  | Nideka Precision K.K.      | JP | Nagano | USD | MOTOR   | 28
S-HUADONG  | 华东电机配件厂         | Huadong Motor Parts        | CN | 合肥   | CNY | MOTOR   | 6
S-DIANXIAN | 正泰电线有限公司       | Zhengtai Cords             | CN | 慈溪   | CNY | CORD    | 5
S-BOXIAN   | 博线电气有限公司       | Boxian Harness             | CN | 中山   | CNY | CORD    | 7
S-KAIGUAN  | 雅讯开关有限公司       | Yaxun Switches             | CN | 乐清   | CNY | SWITCH  | 8
S-XIANSHI  | 晶显光电有限公司       | Jingxian Displays          | CN | 惠州   | CNY | SWITCH  | 14
S-JINGU    | 金固标准件有限公司     | Jingu Fasteners            | CN | 嘉兴   | CNY | FIX     | 4
S-HUALUO   | 华螺紧固件有限公司     | Hualuo Fasteners           | CN | 邯郸   | CNY | FIX     | 6
S-XIANGJIAO | 安捷橡塑有限公司      | Anjie Rubber               | CN | 宁国   | CNY | RUBBER  | 7
S-GUIJIAO  | 新硅硅胶制品厂         | Xingui Silicone            | CN | 东莞   | CNY | RUBBER  | 8
S-BOLI     | 宏光玻璃有限公司       | Hongguang Glass            | CN | 沧州   | CNY | GLASS   | 15
S-GAOPENG  | 高硼特种玻璃厂         | Gaopeng Special Glass      | CN | 淄博   | CNY | GLASS   | 12
S-LVXIN    | 清源滤材有限公司       | Qingyuan Filters           | CN | 苏州   | CNY | FILTER  | 10
S-XIANLU   | 精工线路板有限公司     | Jinggong PCB               | CN | 深圳   | CNY | PCB     | 12
S-KUAIBAN  | 快板电路有限公司       | Kuaiban Circuits           | CN | 珠海   | CNY | PCB     | 7
S-CAIYIN   | 彩印包装有限公司       | Caiyin Packaging           | CN | 苏州   | CNY | PACK    | 3
S-HEXING   | 合兴纸业有限公司       | Hexing Paper               | CN | 厦门   | CNY | PACK    | 5
S-YINSHUA  | 文华印务有限公司       | Wenhua Printing            | CN | 杭州   | CNY | PRINT   | 4
S-JINGMI   | 精密五金塑胶有限公司   | Jingmi Hardware            | CN | 中山   | CNY | SPECIAL | 9
S-ZHONGLI  | 众力电器配件有限公司   | Zhongli Components         | CN | 合肥   | CNY | SPECIAL | 12
"""
"""Code, names, country, city, currency, trade, days of delivery (working days)."""

RATES = {"CNY": Decimal(1), "USD": Decimal("7.15"), "EUR": Decimal("7.80")}
"""Yuan for one; what suppliers abroad had in mind when they made their price."""

_LOTS = {"KGM": (200, 25), "MTR": (500, 100), "C62": (500, 100)}
"""Minimum and multiple by unit; of what is dear (above) a tenth, of what is cheap tenfold."""
_DEAR, _CHEAP = Decimal(8), Decimal("0.5")
_CENT = Decimal("0.0001")


def suppliers() -> list[Row]:
    """Suppliers as parties, with addresses and a person to write to."""
    return [
        {
            "code": code,
            "name": name,
            "name_en": english,
            "roles": ["SUPPLIER"],
            "country": country,
            "language": "zh-hans" if country == "CN" else "en",
            "addresses": [{"use": "MAIN", "city": city, "country": country, "is_default": True}],
            "contacts": [
                {
                    "name": "销售部" if country == "CN" else "Sales",
                    "email": f"sales@{code[2:].lower()}.example",
                    "is_primary": True,
                }
            ],
        }
        for code, name, english, country, city, *_ in read_table(_SUPPLIERS)
    ]


def supplier_terms_of_company(site: str) -> list[Row]:
    """What suppliers are to the company."""
    return [
        {
            "party": code,
            "currency": currency,
            "payable_term": "NET45" if country == "CN" else "NET60",
            "site": site,
        }
        for code, _name, _english, country, _city, currency, *_ in read_table(_SUPPLIERS)
    ]


def offers(bought: Sequence[Bought], seed: int) -> list[Row]:
    """Supplier terms of all that is bought: the first of the trade (in turn) and, of two items in
    three, a second one that is a little dearer and slower."""
    drawn = random.Random(f"{seed}/offers")  # noqa: S311 - a repeatable choice, not a secret
    sellers: dict[str, list[tuple[str, str, int]]] = {}
    for code, _name, _english, _country, _city, currency, trade, days in read_table(_SUPPLIERS):
        sellers.setdefault(trade, []).append((code, currency, int(days)))
    rows: list[Row] = []
    for number, part in enumerate(bought):
        several = sellers[part.trade]
        turn = number % len(several)
        ordered = several[turn:] + several[:turn]
        rows += _offers_of(part, ordered, drawn)
    return rows


def _offers_of(
    part: Bought, sellers: Sequence[tuple[str, str, int]], drawn: random.Random
) -> Iterator[Row]:
    wanted = 2 if drawn.random() < 0.66 else 1
    for priority, (code, currency, days) in enumerate(sellers[:wanted], start=1):
        dearer = Decimal(1) if priority == 1 else Decimal(103 + drawn.randint(0, 5)) / 100
        minimum, multiple = _lots(part)
        yield {
            "supplier": code,
            "item": part.code,
            "supplier_item_code": f"{code[2:5]}-{part.code}",
            "unit": part.unit,
            "currency": currency,
            "minimum_order_quantity": minimum,
            "multiple_quantity": multiple,
            "lead_time_days": days + (priority - 1) * 2,
            "priority": priority,
            "over_receipt_ratio": "0.05",
            "under_receipt_ratio": "0.02",
            "prices": [
                {
                    "minimum_quantity": start,
                    "unit_price": _price(part.price * dearer * share, currency),
                }
                for start, share in (
                    (0, Decimal(1)),
                    (minimum * 10, Decimal("0.97")),
                    (minimum * 40, Decimal("0.94")),
                )
            ],
        }


def _lots(part: Bought) -> tuple[int, int]:
    minimum, multiple = _LOTS[part.unit]
    if part.price > _DEAR and part.unit == "C62":
        return minimum // 10, multiple // 10
    if part.price < _CHEAP:
        return minimum * 10, multiple * 10
    return minimum, multiple


def _price(yuan: Decimal, currency: str) -> str:
    return str((yuan / RATES[currency]).quantize(_CENT, ROUND_HALF_UP))
