"""The demo company, and what it lacks: a shop, serial numbers, dozens, other currencies."""

from datetime import date
from decimal import Decimal
from typing import Any

from sanye.crm.service import commands as service
from sanye.erp.inventory import commands as inventory
from sanye.erp.inventory.domain.keys import StockStatus
from sanye.erp.ledger import commands as ledger
from sanye.erp.people import commands as people
from sanye.erp.purchasing import commands as purchasing
from sanye.erp.quality import commands as quality
from sanye.stem.masterdata import commands as masters
from tests.stories.conftest import Aurora
from tests.stories.walking.walk import Walk

Row = dict[str, Any]

SHOP = "SHOP"
SOLD = ("EK-100", "RC-300", "LAMP", "TEA", "HELP")
BOUGHT = ("STEEL", "PP", "HEATER", "THERMO", "PCB", "CORD", "CARTON", "LAMP", "TEA")
MADE = ("EK-100", "RC-300", "BODY-K", "BODY-R", "BASE-H", "CTRL-1")
CUSTOMERS = ("C-HUAYU", "C-LIMIN", "C-NORDIC", "C-EURO")
OFFERS = {
    "STEEL": "S-STEEL", "PP": "S-PLAST", "HEATER": "S-ELEC", "THERMO": "S-ELEC", "PCB": "S-ELEC",
    "CORD": "S-ELEC", "CARTON": "S-PACK", "LAMP": "S-USA", "TEA": "S-PACK",
}  # fmt: skip
COUNTED = ("A-01", "OUT")
SHIFTS = {"DAY": (480, 960), "LATE": (960, 1440), "NIGHT": (1320, 1800), "LONG": (0, 1440)}
SKILLS = ("WELD", "PRESS", "CRANE")

_ITEMS: list[Row] = [
    {"code": "LAMP", "name": "台灯", "kind": "BUY", "unit": "C62", "tracking": "SERIAL",
     "is_sold": True, "weight": "0.9", "weight_unit": "KGM"},
    {"code": "TEA", "name": "红茶", "kind": "BUY", "unit": "C62", "tracking": "LOT",
     "shelf_life_days": 60, "is_sold": True, "sales_unit": "DZN", "purchase_unit": "DZN",
     "units": [{"unit": "DZN", "numerator": 12, "denominator": 1}]},
    {"code": "HELP", "name": "安装服务", "kind": "SERVICE", "unit": "HUR", "is_sold": True},
]  # fmt: skip
_COSTS: list[Row] = [
    {"item": code, "cost_method": method, "standard_cost": cost, "sales_tax": "VAT13",
     "purchase_tax": "VAT13-IN"}
    for code, method, cost in (
        ("LAMP", "MOVING_AVERAGE", 50), ("TEA", "STANDARD", 4), ("HELP", "MOVING_AVERAGE", 30),
        ("CORD", "STANDARD", 5), ("RC-300", "STANDARD", 118), ("BASE-H", "STANDARD", 21),
    )
]  # fmt: skip
_PLANNED: list[Row] = [
    {"item": "LAMP", "site": "PLANT", "source": "BUY", "lead_time_days": 6, "safety_stock": 5,
     "lot_sizing": "LOT_FOR_LOT", "release_fence_days": 2},
    {"item": "TEA", "site": "PLANT", "source": "BUY", "lead_time_days": 4, "inspection_days": 1,
     "lot_sizing": "FIXED_ORDER_QUANTITY", "fixed_quantity": 120, "release_fence_days": 30},
    *(
        {"item": code, "site": "PLANT", "source": "MAKE", "release_fence_days": 2}
        for code in ("RC-300", "BODY-R", "CTRL-1")
    ),
    *(
        {"item": code, "site": SHOP, "source": "TRANSFER", "supplying_site": "PLANT",
         "lead_time_days": 2, "lot_sizing": "LOT_FOR_LOT", "release_fence_days": 10}
        for code in ("EK-100", "TEA")
    ),
]  # fmt: skip
_PARTIES: list[Row] = [
    {"code": "C-EURO", "name": "Maison du Thé", "roles": ["CUSTOMER"], "country": "FR",
     "addresses": [{"use": "SHIPPING", "city": "Lyon", "country": "FR", "is_default": True}]},
    {"code": "S-USA", "name": "Bright Lamps", "roles": ["SUPPLIER"], "country": "US",
     "addresses": [{"use": "MAIN", "city": "Boston", "country": "US"}]},
]  # fmt: skip
_TERMS: list[Row] = [
    {"party": "C-EURO", "currency": "EUR", "credit_limit": 900_000, "credit_policy": "WARN",
     "receivable_term": "NET30", "site": "PLANT"},
    {"party": "S-USA", "currency": "USD", "payable_term": "NET45", "site": "PLANT"},
]  # fmt: skip
_SUPPLIES: list[Row] = [
    {"supplier": "S-USA", "item": "LAMP", "unit": "C62", "currency": "USD", "lead_time_days": 6,
     "minimum_order_quantity": 5, "over_receipt_ratio": "0.1",
     "prices": [{"minimum_quantity": 0, "unit_price": "7.35"}]},
    {"supplier": "S-PACK", "item": "TEA", "unit": "DZN", "currency": "CNY", "lead_time_days": 4,
     "over_receipt_ratio": "0.2", "under_receipt_ratio": "0.1",
     "prices": [{"minimum_quantity": 0, "unit_price": "47.50"}]},
]  # fmt: skip


def _prices(currency: str, factor: str) -> list[Row]:
    rows = (("EK-100", "C62", 129), ("RC-300", "C62", 239), ("LAMP", "C62", 99),
            ("TEA", "DZN", 89), ("HELP", "HUR", 120))  # fmt: skip
    return [
        {"item": item, "unit": unit,
         "unit_price": str((Decimal(price) * Decimal(factor)).quantize(Decimal("0.01")))}
        for item, unit, price in rows
    ]  # fmt: skip


def rates(day: date, euro: str, dollar: str) -> list[Row]:
    """What a euro and a dollar are worth on a day."""
    return [
        {"from_currency": code, "to_currency": "CNY", "rate_date": day, "rate": rate}
        for code, rate in (("EUR", euro), ("USD", dollar))
    ]


def furnish(walk: Walk) -> None:
    """Put what the walk needs beside the demo company."""
    who = walk.who
    masters.put_sites(
        sites=[{"code": SHOP, "name": "门店", "kind": "OUTLET", "time_zone": "Asia/Shanghai",
                "calendar": "CN-DAY"}],
        **who,
    )  # fmt: skip
    masters.put_locations(
        locations=[{"site": SHOP, "code": "S-01", "name": "货架", "kind": "STORAGE"}], **who
    )
    masters.put_items(items=_ITEMS, **who)
    masters.put_item_companies(items=_COSTS, **who)
    masters.put_item_sites(items=_PLANNED, **who)
    masters.put_parties(parties=_PARTIES, **who)
    masters.put_party_companies(terms=_TERMS, **who)
    masters.put_exchange_rates(rates=rates(walk.today, "7.8", "7.15"), **who)
    masters.put_supplier_terms(terms=_SUPPLIES, **who)
    masters.put_price_lists(
        price_lists=[
            {"code": "MORE", "name": "补充", "currency": "CNY", "lines": _prices("CNY", "1")},
            {"code": "EURO", "name": "欧元", "currency": "EUR", "lines": _prices("EUR", "0.13")},
        ],
        **who,
    )
    service.set_up_service(**who)
    service.put_warranty_term(months=24, valid_from_date=walk.today, **who)
    quality.put_defect_codes(codes=[quality.CodeRow(code="DENT", name="dented")], **who)
    purchasing.put_purchasing_policy(approval_amount=Decimal(20_000), **who)
    _staff(walk)
    _stock(walk)
    walk.follow()


def _staff(walk: Walk) -> None:
    """Some who work there, one of whom signs in, and what is needed to roster them."""
    who = walk.who
    people.put_positions(positions=[{"code": "OPERATOR", "name": "操作工"}], **who)
    people.put_skills(skills=[{"code": code, "name": code} for code in SKILLS], **who)
    people.put_shift_patterns(
        shift_patterns=[
            {"code": code, "name": code, "start_minute": start, "end_minute": end}
            for code, (start, end) in SHIFTS.items()
        ],
        **who,
    )
    people.put_leave_kinds(
        leave_kinds=[{"code": "ANNUAL", "name": "年假", "days_per_year": 10, "carry_over_days": 3},
                     {"code": "SICK", "name": "病假"}],
        **who,
    )  # fmt: skip
    hired = walk.today.replace(year=walk.today.year - 1)
    staff = [
        {"number": f"A{number}", "position": "OPERATOR", "from_date": hired, "site": "PLANT"}
        for number in range(1, 7)
    ]
    rows = people.put_employees(employees=staff, **who).rows
    people.link_user(employee_id=rows[0].id, user_id=walk.aurora.people["sales"], **who)


def _stock(walk: Walk) -> None:
    """Enough for the first orders, or a short walk would buy and make and sell nothing."""
    aurora = walk.aurora
    lines = [
        inventory.MovementLine(
            item_id=aurora.item(code), site_id=aurora.plant, quantity=Decimal(quantity),
            unit_cost=Decimal(cost), lot=lot, status=StockStatus.AVAILABLE,
        )
        for code, quantity, cost, lot in (
            ("EK-100", 60, 60, "K-1"), ("RC-300", 25, 118, "R-1"), ("TEA", 240, 4, "T-1"),
            ("STEEL", 300, 16, ""), ("PP", 250, 11, ""), ("HEATER", 150, 9, ""),
            ("THERMO", 150, 6, ""), ("PCB", 100, 8, ""), ("CORD", 200, 5, ""),
            ("CARTON", 200, 3, ""),
        )
    ] + [
        inventory.MovementLine(
            item_id=aurora.item("LAMP"), site_id=aurora.plant, quantity=Decimal(1),
            unit_cost=Decimal(50), serial_number=f"L-{number:03}",
        )
        for number in range(12)
    ]  # fmt: skip
    inventory.post_opening_stock(lines=lines, posting_date=walk.today, **walk.who)
    ledger.add_bank_account(code="EUR-1", currency="EUR", account_code="1002", **walk.who)


def sites(aurora: Aurora) -> list[Any]:
    """The plant and the shop."""
    from sanye.stem.masterdata.queries import get_site

    return [get_site(code=code, by=aurora.by) for code in ("PLANT", SHOP)]
