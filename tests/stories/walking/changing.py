"""Masters that change while everything is under way."""

from decimal import Decimal

from sanye.erp.production import commands as production
from sanye.erp.supplier_invoices import commands as invoices
from sanye.stem.masterdata import commands as masters
from tests.stories.walking.walk import Walk, step
from tests.stories.walking.world import BOUGHT, CUSTOMERS, MADE, OFFERS, SOLD, rates


@step(1)
def change_price(walk: Walk) -> None:
    line = {"item": "EK-100", "unit": "C62", "unit_price": str(walk.random.randint(90, 140))}
    masters.put_price_lists(
        price_lists=[{"code": "MORE", "currency": "CNY", "lines": [line, *_others(walk)]}],
        **walk.who,
    )


def _others(walk: Walk) -> list[dict[str, str]]:
    tea = str(walk.random.randint(70, 95))
    return [
        {"item": "TEA", "unit": "DZN", "unit_price": tea},
        {"item": "LAMP", "unit": "C62", "unit_price": "101.25"},
        {"item": "HELP", "unit": "HUR", "unit_price": "125"},
    ]


@step(1)
def change_exchange_rate(walk: Walk) -> None:
    euro, dollar = (str(Decimal(walk.random.randint(690, 820)) / 100) for _ in range(2))
    masters.put_exchange_rates(rates=rates(walk.today, euro, dollar), **walk.who)


@step(1)
def change_lead_time(walk: Walk) -> None:
    code = walk.random.choice(BOUGHT)
    term = {
        "supplier": OFFERS[code],
        "item": code,
        "currency": "USD" if code == "LAMP" else "CNY",
        "unit": {"STEEL": "KGM", "PP": "KGM", "TEA": "DZN"}.get(code, "C62"),
        "lead_time_days": walk.random.randint(1, 15),
    }
    masters.put_supplier_terms(terms=[term], **walk.who)


@step(1)
def change_planning_of_item(walk: Walk) -> None:
    code = walk.random.choice([*BOUGHT, *MADE])
    row = {
        "item": code,
        "site": "PLANT",
        **walk.random.choice(
            [
                {"safety_stock": walk.random.randint(0, 40)},
                {"lead_time_days": walk.random.randint(1, 9)},
                {"lot_sizing": "PERIOD_ORDER_QUANTITY", "period_days": 7},
                {"lot_sizing": "LOT_FOR_LOT", "multiple_quantity": 10},
                {"scrap_ratio": "0.05"},
                {"release_fence_days": walk.random.randint(0, 30)},
            ]
        ),
    }
    masters.put_item_sites(items=[row], **walk.who)


@step(1)
def change_bill(walk: Walk) -> None:
    lines = [
        {"component": "BODY-K", "quantity": 1},
        {"component": "BASE-H", "quantity": 1},
        {"component": "CORD", "quantity": walk.random.choice([1, 2])},
        {"component": "CARTON", "quantity": 1, "scrap_ratio": "0.03"},
    ]
    if walk.chance(0.5):
        lines.append({"component": "TEA", "quantity": walk.random.choice([1, 12]), "unit": "C62"})
    masters.put_bills(
        bills=[{"item": "EK-100", "version": "1", "status": "RELEASED", "lines": lines}],
        **walk.who,
    )


@step(1)
def change_routing(walk: Walk) -> None:
    operations = [
        {
            "number": 10,
            "name": "总装",
            "work_center": "ASSY",
            "setup_minutes": 10,
            "run_minutes": 2,
        },
        {
            "number": 20,
            "name": "测试",
            "work_center": "SMT",
            "setup_minutes": 0,
            "run_minutes": "0.5",
        },
    ]
    masters.put_routings(
        routings=[
            {
                "item": "EK-100",
                "version": "1",
                "status": "RELEASED",
                "operations": operations[: walk.random.randint(1, 2)],
            }
        ],
        **walk.who,
    )


@step(1)
def change_costing(walk: Walk) -> None:
    row = {
        "item": walk.random.choice([*BOUGHT, *MADE]),
        "cost_method": walk.random.choice(["MOVING_AVERAGE", "STANDARD"]),
        "standard_cost": walk.random.randint(3, 130),
    }
    masters.put_item_companies(items=[row], **walk.who)


@step(1)
def change_unit(walk: Walk) -> None:
    row = {"code": "TEA", "units": [{"unit": "DZN", "numerator": walk.random.choice([10, 12])}]}
    masters.put_items(items=[row], **walk.who)


@step(1)
def change_credit(walk: Walk) -> None:
    row = {
        "party": walk.random.choice(CUSTOMERS[:2]),
        "credit_limit": walk.random.choice([1000, 20_000, 900_000]),
        "credit_policy": walk.random.choice(["BLOCK", "WARN", "NONE"]),
    }
    masters.put_party_companies(terms=[row], **walk.who)


@step(1)
def change_policies(walk: Walk) -> None:
    production.set_production_policy(
        site_id=walk.aurora.plant,
        over_completion_ratio=Decimal(walk.random.choice(["0", "0.2"])),
        over_issue_ratio=Decimal(walk.random.choice(["0", "0.5"])),
        short_backflush_ratio=Decimal(walk.random.choice(["0", "1"])),
        backflushes=walk.chance(0.7),
        **walk.who,
    )
    invoices.put_match_policy(
        price_tolerance_ratio=Decimal(walk.random.choice(["0", "0.05"])),
        quantity_tolerance_ratio=Decimal(walk.random.choice(["0", "0.1"])),
        free_line_amount=Decimal(walk.random.choice([0, 50])),
        **walk.who,
    )


@step(1)
def change_work_center(walk: Walk) -> None:
    row = {"site": "PLANT", "code": "ASSY", "cost_rate": walk.random.randint(40, 80)}
    masters.put_work_centers(work_centers=[row], **walk.who)


@step(1)
def block_party(walk: Walk) -> None:
    walk.follow()  # an accepted quotation of who is blocked before its order is placed waits
    row = {
        "party": walk.random.choice(CUSTOMERS),
        "blocked_at": walk.now if walk.chance(0.3) else None,
    }
    masters.put_party_companies(terms=[row], **walk.who)


@step(1)
def change_stock_rule(walk: Walk) -> None:
    rule = walk.random.choice(["FORBIDDEN", "WARNED", "ALLOWED"])
    masters.put_sites(sites=[{"code": "PLANT", "negative_stock": rule}], **walk.who)


@step(1)
def archive_master(walk: Walk) -> None:
    walk.follow()
    entity, row_id = walk.random.choice(
        [
            ("ITEM", walk.aurora.item(walk.random.choice([*SOLD, *BOUGHT]))),
            ("PARTY", walk.aurora.party(walk.random.choice([*CUSTOMERS, *OFFERS.values()]))),
        ]
    )
    this = {"entity": entity, "row_id": row_id, **walk.who}
    masters.archive_master(is_archived=walk.chance(0.4), **this)
    if walk.chance(0.6):
        masters.archive_master(is_archived=False, **this)
