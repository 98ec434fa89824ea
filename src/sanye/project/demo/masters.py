"""Masters of the small demo company: rows as the `put_…` commands take them."""

from typing import Any

from sanye.project.demo.rows import MasterRows

Row = dict[str, Any]

PLANT = "PLANT"
CALENDAR = "CN-DAY"

_SHIFTS: list[Row] = [
    {"weekday": day, "start_minute": start, "end_minute": end}
    for day in range(5)
    for start, end in ((480, 720), (780, 1020))
]

_CALENDARS: list[Row] = [
    {
        "code": CALENDAR,
        "name": "中国日班",
        "time_zone": "Asia/Shanghai",
        "country": "CN",
        "shifts": _SHIFTS,
    }
]

SITES: list[Row] = [
    {
        "code": PLANT,
        "name": "宁波工厂",
        "name_en": "Ningbo plant",
        "kind": "PLANT",
        "time_zone": "Asia/Shanghai",
        "calendar": CALENDAR,
    }
]

LOCATIONS: list[Row] = [
    {"site": PLANT, "code": "A-01", "name": "主仓库", "kind": "STORAGE"},
    {"site": PLANT, "code": "IN", "name": "收货区", "kind": "RECEIVING"},
    {"site": PLANT, "code": "OUT", "name": "发货区", "kind": "SHIPPING"},
    {"site": PLANT, "code": "QC", "name": "待检区", "kind": "QUARANTINE"},
]

WORK_CENTERS: list[Row] = [
    {
        "site": PLANT,
        "code": code,
        "name": name,
        "kind": "MACHINE",
        "calendar": CALENDAR,
        "parallel_capacity": capacity,
        "cost_rate": rate,
    }
    for code, name, capacity, rate in (
        ("PRESS", "冲压", 2, 90),
        ("MOLD", "注塑", 3, 110),
        ("SMT", "电子装配", 1, 160),
        ("ASSY", "总装", 4, 55),
    )
]

FAMILIES: list[Row] = [
    {"code": "FG", "name": "成品"},
    {"code": "SEMI", "name": "半成品"},
    {"code": "RAW", "name": "原材料"},
]

_FINISHED = (
    ("EK-100", "晨曦电热水壶 1.7L", "Aurora electric kettle 1.7 L"),
    ("RC-300", "晨曦电饭煲 3L", "Aurora rice cooker 3 L"),
)
_MADE = (
    ("BODY-K", "壶身", "Kettle body"),
    ("BODY-R", "煲体", "Cooker body"),
    ("BASE-H", "加热底座", "Heating base"),
    ("CTRL-1", "控制板", "Control board"),
)
_BOUGHT = (
    ("STEEL", "不锈钢板", "Stainless steel sheet", "KGM"),
    ("PP", "聚丙烯粒料", "Polypropylene granulate", "KGM"),
    ("HEATER", "发热管", "Heating element", "C62"),
    ("THERMO", "温控器", "Thermostat", "C62"),
    ("PCB", "印刷电路板", "Printed circuit board", "C62"),
    ("CORD", "电源线", "Power cord", "C62"),
    ("CARTON", "彩盒", "Carton", "C62"),
)

WEIGHTS = {"EK-100": ("1.4", "0.012"), "RC-300": ("3.8", "0.034")}
"""Kilograms and cubic metres of a piece in its carton."""

ITEMS: list[Row] = [
    *(
        {
            "code": code,
            "name": name,
            "name_en": english,
            "kind": "MAKE",
            "unit": "C62",
            "family": "FG",
            "tracking": "LOT",
            "is_sold": True,
            "weight": WEIGHTS[code][0],
            "weight_unit": "KGM",
            "volume": WEIGHTS[code][1],
            "volume_unit": "MTQ",
        }
        for code, name, english in _FINISHED
    ),
    *(
        {
            "code": code,
            "name": name,
            "name_en": english,
            "kind": "MAKE",
            "unit": "C62",
            "family": "SEMI",
            "is_sold": False,
        }
        for code, name, english in _MADE
    ),
    *(
        {
            "code": code,
            "name": name,
            "name_en": english,
            "kind": "BUY",
            "unit": unit,
            "family": "RAW",
            "is_sold": False,
        }
        for code, name, english, unit in _BOUGHT
    ),
]

STANDARD_COSTS = {
    "EK-100": 62,
    "RC-300": 118,
    "BODY-K": 14,
    "BODY-R": 26,
    "BASE-H": 21,
    "CTRL-1": 17,
    "STEEL": 16,
    "PP": 11,
    "HEATER": 9,
    "THERMO": 6,
    "PCB": 8,
    "CORD": 5,
    "CARTON": 3,
}

ITEM_COMPANIES: list[Row] = [
    {
        "item": code,
        "cost_method": "MOVING_AVERAGE",
        "standard_cost": cost,
        "sales_tax": "VAT13",
        "purchase_tax": "VAT13-IN",
    }
    for code, cost in STANDARD_COSTS.items()
]

ITEM_SITES: list[Row] = [
    *(
        {"item": code, "site": PLANT, "source": "MAKE", "lot_sizing": "LOT_FOR_LOT",
         "lead_time_days": 1, "release_fence_days": 30}
        for code, *_ in (*_FINISHED, *_MADE)
    ),
    *(
        {"item": code, "site": PLANT, "source": "BUY", "lot_sizing": "LOT_FOR_LOT",
         "safety_stock": 20, "lead_time_days": 5, "release_fence_days": 30}
        for code, *_ in _BOUGHT
    ),
]  # fmt: skip


def _bill(item: str, *lines: tuple[str, Any, str]) -> Row:
    return {
        "item": item,
        "version": "1",
        "status": "RELEASED",
        "lines": [
            {"component": code, "quantity": quantity, "scrap_ratio": scrap}
            for code, quantity, scrap in lines
        ],
    }


BILLS: list[Row] = [
    _bill("EK-100", ("BODY-K", 1, "0"), ("BASE-H", 1, "0"), ("CORD", 1, "0"), ("CARTON", 1, "0")),
    _bill("RC-300", ("BODY-R", 1, "0"), ("BASE-H", 1, "0"), ("CTRL-1", 1, "0"),
          ("CORD", 1, "0"), ("CARTON", 1, "0")),
    _bill("BODY-K", ("STEEL", "0.6", "0.05"), ("PP", "0.2", "0")),
    _bill("BODY-R", ("STEEL", "1.1", "0.05"), ("PP", "0.5", "0")),
    _bill("BASE-H", ("HEATER", 1, "0"), ("THERMO", 1, "0"), ("PP", "0.3", "0")),
    _bill("CTRL-1", ("PCB", 1, "0.02")),
]  # fmt: skip

ROUTINGS: list[Row] = [
    {
        "item": item,
        "version": "1",
        "status": "RELEASED",
        "operations": [
            {"number": 10, "name": name, "work_center": center,
             "setup_minutes": setup, "run_minutes": run}
        ],
    }
    for item, name, center, setup, run in (
        ("EK-100", "总装测试", "ASSY", 15, "1.5"),
        ("RC-300", "总装测试", "ASSY", 15, "2.5"),
        ("BODY-K", "拉伸成型", "PRESS", 30, "0.4"),
        ("BODY-R", "拉伸成型", "PRESS", 30, "0.6"),
        ("BASE-H", "注塑装配", "MOLD", 20, "0.8"),
        ("CTRL-1", "贴片", "SMT", 25, "0.5"),
    )
]  # fmt: skip

TAXES: list[Row] = [
    {"code": "VAT13", "name": "增值税 13%", "rate_ratio": "0.13", "use": "SALES", "country": "CN"},
    {"code": "VAT13-IN", "name": "进项税 13%", "rate_ratio": "0.13", "use": "PURCHASE",
     "country": "CN"},
]  # fmt: skip

PAYMENT_TERMS: list[Row] = [
    {"code": "NET30", "name": "月结 30 天", "net_days": 30},
    {"code": "NET45", "name": "45 天付款", "net_days": 45},
]

CUSTOMERS = (
    ("C-HUAYU", "华宇家电连锁有限公司", "上海", 500_000),
    ("C-LIMIN", "利民百货有限公司", "杭州", 300_000),
    ("C-NORDIC", "Nordic Home AB", "Göteborg", 800_000),
)
SUPPLIERS = (
    ("S-STEEL", "江南不锈钢有限公司", "无锡"),
    ("S-PLAST", "东海塑料有限公司", "宁波"),
    ("S-ELEC", "恒热电器元件厂", "佛山"),
    ("S-PACK", "彩印包装有限公司", "苏州"),
)

CARRIERS = (
    ("T-YONGTONG", "甬通物流有限公司", "宁波"),
    ("T-KUAIDA", "快达速运有限公司", "杭州"),
)
CARRIER_TERMS: list[Row] = [
    {
        "carrier": "T-YONGTONG", "code": "ROAD", "service_level": "STANDARD", "basis": "WEIGHT",
        "minimum_amount": "60", "fuel_surcharge_ratio": "0.08", "volume_weight": "250",
        "rates": [("CN", "0", "20", "0.9", 3), ("CN", "500", "80", "0.7", 3),
                  ("", "0", "600", "6.5", 25)],
    },
    {
        "carrier": "T-KUAIDA", "code": "EXPRESS", "service_level": "EXPRESS", "basis": "WEIGHT",
        "minimum_amount": "25", "fuel_surcharge_ratio": "0.12", "volume_weight": "167",
        "rates": [("CN", "0", "12", "2.4", 1), ("", "0", "180", "32", 5)],
    },
]  # fmt: skip
"""Rates: country, from so many kilograms, base amount, amount per kilogram, transit days."""

PARTIES: list[Row] = [
    *(
        {
            "code": code,
            "name": name,
            "roles": ["CUSTOMER"],
            "country": "SE" if code == "C-NORDIC" else "CN",
            "addresses": [
                {"use": "SHIPPING", "city": city, "is_default": True,
                 "country": "SE" if code == "C-NORDIC" else "CN"}
            ],
        }
        for code, name, city, _ in CUSTOMERS
    ),
    *(
        {"code": code, "name": name, "roles": ["SUPPLIER"], "country": "CN",
         "addresses": [{"use": "MAIN", "city": city, "country": "CN"}]}
        for code, name, city in SUPPLIERS
    ),
    *(
        {"code": code, "name": name, "roles": ["CARRIER"], "country": "CN",
         "addresses": [{"use": "MAIN", "city": city, "country": "CN"}]}
        for code, name, city in CARRIERS
    ),
]  # fmt: skip

PARTY_COMPANIES: list[Row] = [
    *(
        {"party": code, "currency": "CNY", "credit_limit": limit, "credit_policy": "BLOCK",
         "receivable_term": "NET30", "site": PLANT}
        for code, _, _, limit in CUSTOMERS
    ),
    *(
        {"party": code, "currency": "CNY", "payable_term": "NET45", "site": PLANT}
        for code, *_ in (*SUPPLIERS, *CARRIERS)
    ),
]  # fmt: skip

_OFFERS = (
    ("S-STEEL", "STEEL", "KGM", 16, 50, 10, 7),
    ("S-PLAST", "PP", "KGM", 11, 25, 25, 4),
    ("S-ELEC", "HEATER", "C62", 9, 50, 10, 6),
    ("S-ELEC", "THERMO", "C62", 6, 50, 10, 6),
    ("S-ELEC", "PCB", "C62", 8, 50, 10, 8),
    ("S-ELEC", "CORD", "C62", 5, 100, 50, 5),
    ("S-PACK", "CARTON", "C62", 3, 100, 50, 3),
)

SUPPLIER_TERMS: list[Row] = [
    {
        "supplier": supplier,
        "item": item,
        "unit": unit,
        "currency": "CNY",
        "minimum_order_quantity": minimum,
        "multiple_quantity": multiple,
        "lead_time_days": days,
        "prices": [
            {"minimum_quantity": 0, "unit_price": price},
            {"minimum_quantity": minimum * 10, "unit_price": f"{price * 0.95:.2f}"},
        ],
    }
    for supplier, item, unit, price, minimum, multiple, days in _OFFERS
]

PRICE_LISTS: list[Row] = [
    {
        "code": "LIST",
        "name": "标准价目表",
        "currency": "CNY",
        "lines": [
            {"item": "EK-100", "unit": "C62", "unit_price": "129"},
            {"item": "EK-100", "unit": "C62", "minimum_quantity": 100, "unit_price": "119"},
            {"item": "RC-300", "unit": "C62", "unit_price": "239"},
            {"item": "RC-300", "unit": "C62", "minimum_quantity": 100, "unit_price": "225"},
        ],
    }
]

OPENING_STOCK = {
    "STEEL": 40, "PP": 30, "HEATER": 30, "THERMO": 30, "PCB": 20, "CORD": 60, "CARTON": 60,
    "BASE-H": 5,
}  # fmt: skip
"""What is there when the books open: enough for a few pieces, not for a real order."""

PEOPLE = (
    ("admin", "ADMIN"), ("sales", "SALES"), ("planner", "PLANNER"), ("buyer", "BUYER"),
    ("store", "STOREKEEPER"), ("shop", "PRODUCTION"), ("ship", "LOGISTICS"),
    ("books", "ACCOUNTANT"), ("cash", "CASHIER"), ("hr", "PEOPLE"), ("care", "SERVICE"),
    ("boss", "MANAGER"),
)  # fmt: skip


def small_rows() -> MasterRows:
    """All of it."""
    return MasterRows(
        calendars=_CALENDARS,
        holidays=(CALENDAR,),
        taxes=TAXES,
        payment_terms=PAYMENT_TERMS,
        sites=SITES,
        locations=LOCATIONS,
        work_centers=WORK_CENTERS,
        parties=PARTIES,
        party_companies=PARTY_COMPANIES,
        families=FAMILIES,
        items=ITEMS,
        item_companies=ITEM_COMPANIES,
        item_sites=ITEM_SITES,
        bills=BILLS,
        routings=ROUTINGS,
        supplier_terms=SUPPLIER_TERMS,
        price_lists=PRICE_LISTS,
        carrier_terms=CARRIER_TERMS,
    )
