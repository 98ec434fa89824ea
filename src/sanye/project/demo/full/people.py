"""Who works there: units, positions, skills, shifts and a hundred and twenty people."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sanye.project.demo.full.names import GIVEN, SURNAMES
from sanye.project.demo.full.places import OUTLETS, SITES, WAREHOUSES, WORK_CENTERS
from sanye.project.demo.full.tables import read_table

Row = dict[str, Any]

PLANTS = ("PLANT-NB", "PLANT-FS", "PLANT-HF")

ORG_UNITS: list[Row] = [
    {"code": code, "name": name, "name_en": english, "parent": parent or None}
    for code, name, english, parent in read_table("""
AURORA    | 晨曦电器   | Aurora Appliances |
SALES     | 销售部     | Sales             | AURORA
SERVICE   | 客户服务部 | Customer service  | AURORA
SUPPLY    | 供应链部   | Supply chain      | AURORA
PURCHASE  | 采购科     | Purchasing        | SUPPLY
PLANNING  | 计划科     | Planning          | SUPPLY
LOGISTICS | 物流科     | Logistics         | SUPPLY
FINANCE   | 财务部     | Finance           | AURORA
PEOPLE    | 人力资源部 | Human resources   | AURORA
STORES    | 门店       | Stores            | SALES
PLANT-NB  | 宁波工厂   | Ningbo plant      | AURORA
PLANT-FS  | 佛山工厂   | Foshan plant      | AURORA
PLANT-HF  | 合肥工厂   | Hefei plant       | AURORA
""")
]

POSITIONS: list[Row] = [
    {"code": code, "name": name, "name_en": english}
    for code, name, english in read_table("""
CEO        | 总经理     | General manager
MANAGER    | 经理       | Manager
SALES-REP  | 销售代表   | Sales representative
BUYER      | 采购员     | Buyer
PLANNER    | 计划员     | Planner
ACCOUNTANT | 会计       | Accountant
HR         | 人事专员   | HR specialist
AGENT      | 客服专员   | Service agent
KEEPER     | 仓管员     | Storekeeper
CLERK      | 物流专员   | Logistics clerk
ASSISTANT  | 店员       | Shop assistant
FOREMAN    | 班组长     | Foreman
OPERATOR   | 操作工     | Operator
INSPECTOR  | 检验员     | Inspector
""")
]

_OFFICE = read_table("""
CEO        | AURORA    | 1 | boss
MANAGER    | SALES     | 1 |
SALES-REP  | SALES     | 6 | sales
MANAGER    | SUPPLY    | 1 |
BUYER      | PURCHASE  | 3 | buyer
PLANNER    | PLANNING  | 3 | planner
CLERK      | LOGISTICS | 2 | ship
MANAGER    | FINANCE   | 1 |
ACCOUNTANT | FINANCE   | 3 | books
HR         | PEOPLE    | 2 | hr
MANAGER    | SERVICE   | 1 |
AGENT      | SERVICE   | 4 | care
""")
"""Position, unit, how many, the login of the first."""

SHIFT_PATTERNS: list[Row] = [
    {"code": code, "name": name, "name_en": english, "start_minute": start, "end_minute": end,
     "break_start_minute": pause, "break_minutes": length}
    for code, name, english, start, end, pause, length in (
        ("EARLY", "早班", "Early", 480, 1020, 720, 60),
        ("LATE", "中班", "Late", 1020, 1470, 1260, 30),
        ("STORE", "门店班", "Store", 600, 1140, 780, 60),
    )
]  # fmt: skip

LEAVE_KINDS: list[Row] = [
    {"code": "ANNUAL", "name": "年假", "name_en": "Annual leave", "days_per_year": 10,
     "carry_over_days": 5},
    {"code": "SICK", "name": "病假", "name_en": "Sick leave"},
    {"code": "PERSONAL", "name": "事假", "name_en": "Personal leave", "is_paid": False},
]  # fmt: skip

SKILLS: list[Row] = [
    {"code": code, "name": name, "name_en": english}
    for code, name, english in sorted(
        {(row["code"], f"{row['name']}操作", f"{row['name_en']} operation") for row in WORK_CENTERS}
    )
]
WORK_CENTER_SKILLS: list[Row] = [
    {
        "work_center": f"{row['site']}/{row['code']}",
        "skill": row["code"],
        "level": 1,
        "people_needed": 1,
    }
    for row in WORK_CENTERS
]

ROSTER_POLICIES: list[Row] = [{"site": row["code"]} for row in SITES]

_OPERATORS = 3
"""People of a work center; the last of them is on the late shift."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody employed: where, as what, and at which work center with which shift."""

    number: str
    position: str
    unit: str
    site: str
    login: str = ""
    center: str = ""
    shift: str = ""


def staff() -> list[Person]:
    """All people, numbered office first."""
    posts = [*_office(), *_floor(), *_places()]
    return [Person(f"A{number:04d}", *post) for number, post in enumerate(posts, start=1)]


Post = tuple[str, str, str, str, str, str]


def _office() -> Iterator[Post]:
    for position, unit, count, login in _OFFICE:
        for turn in range(int(count)):
            yield position, unit, PLANTS[0], login if turn == 0 else "", "", ""


def _floor() -> Iterator[Post]:
    for turn, plant in enumerate(PLANTS):
        yield "FOREMAN", plant, plant, "shop" if turn == 0 else "", "", ""
        yield "INSPECTOR", plant, plant, "", "", ""
    for row in WORK_CENTERS:
        for turn in range(_OPERATORS):
            shift = "LATE" if turn == _OPERATORS - 1 else "EARLY"
            yield "OPERATOR", row["site"], row["site"], "", row["code"], shift


def _places() -> Iterator[Post]:
    for turn, site in enumerate(WAREHOUSES):
        yield "KEEPER", "LOGISTICS", site, "store" if turn == 0 else "", "", "EARLY"
        yield "KEEPER", "LOGISTICS", site, "", "", "LATE"
    for site in OUTLETS:
        for _ in range(2):
            yield "ASSISTANT", "STORES", site, "", "", "STORE"


def employees(people: list[Person], today: date, seed: int) -> list[Row]:
    """Rows with names and the day of hiring, some of them long ago."""
    drawn = random.Random(f"{seed}/people")  # noqa: S311 - a repeatable choice, not a secret
    rows = []
    for person in people:
        surname, given = drawn.choice(SURNAMES), drawn.choice(GIVEN)
        english = f"{given[1]}.{surname[1]}".lower()
        rows.append(
            {
                "number": person.number,
                "from_date": today - timedelta(days=drawn.randint(120, 3600)),
                "position": person.position,
                "org_unit": person.unit,
                "site": person.site,
                "name": surname[0] + given[0],
                "work_email": f"{english}.{person.number.lower()}@aurora.example",
                "work_phone": f"+86 574 {drawn.randint(10000000, 99999999)}",
                "badge_number": f"B{person.number[1:]}",
                "employment_kind": "AGENCY"
                if person.position == "OPERATOR" and drawn.random() < 0.15
                else "PERMANENT",
            }
        )
    return rows


def employee_skills(people: list[Person], today: date, seed: int) -> list[Row]:
    """Operators know their work center, many a second one; some certificates end soon."""
    drawn = random.Random(f"{seed}/skills")  # noqa: S311 - a repeatable choice, not a secret
    rows: list[Row] = []
    for person in (one for one in people if one.center):
        learned = today - timedelta(days=drawn.randint(60, 119))
        expires = today + timedelta(days=drawn.randint(20, 700))
        rows.append({"employee": person.number, "skill": person.center,
                     "level": drawn.randint(1, 4), "acquired_date": learned,
                     "expires_date": expires if drawn.random() < 0.3 else None})  # fmt: skip
        other = drawn.choice(SKILLS)["code"]
        if other != person.center and drawn.random() < 0.5:
            rows.append({"employee": person.number, "skill": other, "level": 1,
                         "acquired_date": learned})  # fmt: skip
    return rows
