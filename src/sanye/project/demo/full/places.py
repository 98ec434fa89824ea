"""Plants, warehouses, outlets, where things lie in them, and the work centers of the plants."""

from decimal import Decimal
from typing import Any

from sanye.project.demo.full.lines import FOSHAN, HEFEI, NINGBO
from sanye.project.demo.full.setups import OF_CENTER
from sanye.project.demo.full.tables import read_table

Row = dict[str, Any]

DAY, TWO_SHIFTS, SHOP = "CN-DAY", "CN-TWO", "CN-SHOP"
EAST, SOUTH, NORTH = "WH-E", "WH-S", "WH-N"

_WEEK = range(5)
CALENDARS: list[Row] = [
    {"code": code, "name": name, "time_zone": "Asia/Shanghai", "country": "CN",
     "shifts": [{"weekday": day, "start_minute": start, "end_minute": end}
                for day in days for start, end in spans]}
    for code, name, days, spans in (
        (DAY, "中国日班", _WEEK, ((480, 720), (780, 1020))),
        (TWO_SHIFTS, "中国两班", _WEEK, ((480, 720), (780, 1020), (1020, 1260), (1290, 1470))),
        (SHOP, "门店营业", range(7), ((600, 1260),)),
    )
]  # fmt: skip

_SITES = """
PLANT-NB | 宁波工厂     | Ningbo plant           | PLANT     | TWO
PLANT-FS | 佛山工厂     | Foshan plant           | PLANT     | TWO
PLANT-HF | 合肥工厂     | Hefei plant            | PLANT     | TWO
WH-E     | 华东物流中心 | East logistics centre  | WAREHOUSE | DAY
WH-S     | 华南物流中心 | South logistics centre | WAREHOUSE | DAY
WH-N     | 华北物流中心 | North logistics centre | WAREHOUSE | DAY
SHOP-SH  | 上海旗舰店   | Shanghai store         | OUTLET    | SHOP
SHOP-HZ  | 杭州体验店   | Hangzhou store         | OUTLET    | SHOP
SHOP-GZ  | 广州体验店   | Guangzhou store        | OUTLET    | SHOP
SHOP-BJ  | 北京旗舰店   | Beijing store          | OUTLET    | SHOP
"""
"""Code, names, kind, calendar."""

_ADDRESSES = """
PLANT-NB | 浙江 | 宁波 | 北仑区黄山西路 189 号
PLANT-FS | 广东 | 佛山 | 顺德区工业大道 66 号
PLANT-HF | 安徽 | 合肥 | 经开区紫云路 320 号
WH-E     | 浙江 | 嘉兴 | 南湖区亚太路 78 号
WH-S     | 广东 | 广州 | 黄埔区开发大道 12 号
WH-N     | 天津 | 天津 | 武清区泉州路 5 号
SHOP-SH  | 上海 | 上海 | 静安区南京西路 1266 号
SHOP-HZ  | 浙江 | 杭州 | 上城区延安路 98 号
SHOP-GZ  | 广东 | 广州 | 天河区天河路 208 号
SHOP-BJ  | 北京 | 北京 | 朝阳区建国路 93 号
"""

SITES: list[Row] = [
    {
        "code": code,
        "name": name,
        "name_en": english,
        "kind": kind,
        "time_zone": "Asia/Shanghai",
        "calendar": f"CN-{calendar}",
        "country": "CN",
        "region": region,
        "city": city,
        "street": street,
    }
    for (code, name, english, kind, calendar), (_, region, city, street) in zip(
        read_table(_SITES), read_table(_ADDRESSES), strict=True
    )
]

WAREHOUSES = (EAST, SOUTH, NORTH)
OUTLETS = {"SHOP-SH": EAST, "SHOP-HZ": EAST, "SHOP-GZ": SOUTH, "SHOP-BJ": NORTH}
"""Outlet → the warehouse that supplies it."""

TRANSIT_DAYS = {
    (NINGBO, EAST): 1, (NINGBO, SOUTH): 3, (NINGBO, NORTH): 3,
    (FOSHAN, EAST): 3, (FOSHAN, SOUTH): 1, (FOSHAN, NORTH): 4,
    (HEFEI, EAST): 1, (HEFEI, SOUTH): 3, (HEFEI, NORTH): 2,
}  # fmt: skip
"""Working days from a plant to a warehouse."""
BETWEEN_PLANTS_DAYS, TO_OUTLET_DAYS = 2, 1

_PLACES = (
    ("A-01", "主库区", "Main storage", "STORAGE"),
    ("B-01", "高架库区", "High-bay storage", "STORAGE"),
    ("IN", "收货区", "Receiving", "RECEIVING"),
    ("OUT", "发货区", "Shipping", "SHIPPING"),
    ("QC", "待检区", "Inspection", "QUARANTINE"),
    ("TR", "在途", "In transit", "TRANSIT"),
)
LOCATIONS: list[Row] = [
    {"site": site["code"], "code": code, "name": name, "name_en": english, "kind": kind}
    for site in SITES
    for code, name, english, kind in (_PLACES if site["kind"] != "OUTLET" else _PLACES[:1])
]

_CENTERS = """
PRESS | 冲压     | Press shop        | MACHINE | 2 |  95 | NB FS HF
MOLD  | 注塑     | Moulding          | MACHINE | 4 | 110 | NB FS HF
COAT  | 喷涂     | Paint line        | MACHINE | 2 | 125 | NB FS HF
SMT   | 贴片     | SMT line          | MACHINE | 2 | 180 | NB
DIP   | 插件     | Through-hole line | LABOR   | 3 |  70 | NB
HEAT  | 发热件   | Heating units     | LABOR   | 3 |  68 | FS
WIND  | 绕线     | Winding           | MACHINE | 4 |  85 | HF
SUB   | 部装     | Sub-assembly      | LABOR   | 4 |  60 | NB FS HF
ASSY  | 总装     | Final assembly    | LABOR   | 6 |  62 | NB FS HF
TEST  | 测试     | Test bench        | MACHINE | 3 |  75 | NB FS HF
PACK  | 包装     | Packing           | LABOR   | 4 |  52 | NB FS HF
"""

WORK_CENTERS: list[Row] = [
    {
        "site": f"PLANT-{plant}",
        "code": code,
        "name": name,
        "name_en": english,
        "kind": kind,
        "calendar": TWO_SHIFTS,
        "parallel_capacity": int(capacity),
        "cost_rate": rate,
        "setup_matrix": OF_CENTER.get(code),
    }
    for code, name, english, kind, capacity, rate, plants in read_table(_CENTERS)
    for plant in plants.split()
]

RATES = {(row["site"], row["code"]): Decimal(row["cost_rate"]) for row in WORK_CENTERS}
"""Yuan per hour by plant and work center."""
