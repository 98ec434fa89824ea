"""What is measured in Tryton, by its own client library. Runs in Tryton's environment.

Reads the task from its input: the bills of a company, and how many orders; writes an answer after
each stage and waits for a line before the next.
"""

import datetime as dt
import json
import os
import random
import sys
import time
from contextlib import contextmanager
from decimal import Decimal

from proteus import Model, Wizard
from trytond.modules.account.tests.tools import create_chart, get_accounts
from trytond.modules.company.tests.tools import create_company
from trytond.modules.currency.tests.tools import get_currency
from trytond.tests.tools import activate_modules

LINES, SINGLE, PERIOD_DAYS = 5, 30, 70
SEED = 3


def main() -> None:
    task = json.loads(sys.stdin.readline())
    products = make_masters(task)
    tell({})
    sold = [products[code] for code in task["codes"][0]]
    tell(take_orders(sold))
    make_demand(sold, task["orders"])
    tell(run_supply())


def tell(answer: dict) -> None:
    print(json.dumps(answer), flush=True)
    sys.stdin.readline()


@contextmanager
def measured(answer: dict):
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    answer["wall"] = time.perf_counter() - wall
    answer["cpu"] = time.process_time() - cpu


def make_masters(task: dict) -> dict:
    """The company, its products with bills and suppliers, all without stock."""
    activate_modules(os.environ["TRYTON_MODULES"].split(","), create_company, create_chart)
    Party, Category = Model.get("party.party"), Model.get("product.category")
    Template, Unit = Model.get("product.template"), Model.get("product.uom")
    accounts = get_accounts()
    category = Category(name="Goods", accounting=True)
    category.account_expense, category.account_revenue = accounts["expense"], accounts["revenue"]
    category.save()
    for name in ("purchase.configuration", "production.configuration"):
        found = Model.get(name)(1)
        found.supply_period = dt.timedelta(days=PERIOD_DAYS)
        found.save()
    supplier = Party(name="Supplier")
    supplier.save()
    (unit,) = Unit.find([("name", "=", "Unit")])
    sold, made, bought = task["codes"]
    products = {}
    for code in (*sold, *made, *bought):
        template = Template(name=code, default_uom=unit, type="goods")
        template.list_price = Decimal(150)
        template.account_category = category
        template.salable = code in task["codes"][0]
        template.producible = code in task["bills"]
        template.purchasable = not template.producible
        if template.purchasable:
            row = template.product_suppliers.new()
            row.party, row.lead_time = supplier, dt.timedelta(days=5)
        template.save()
        products[code] = template.products[0]
    for code, parts in task["bills"].items():
        _put_bill(products, code, parts)
    return products


def _put_bill(products: dict, code: str, parts: list) -> None:
    bill = Model.get("production.bom")(name=code)
    output = bill.outputs.new()
    output.product, output.quantity = products[code], 1
    for part in parts:
        row = bill.inputs.new()
        row.product, row.quantity = products[part], 1
    bill.save()
    product = products[code]
    product.boms.new(bom=bill)
    lead = product.production_lead_times.new(bom=bill)
    lead.lead_time = dt.timedelta(days=1)
    product.save()


def take_orders(sold: list) -> dict:
    """Orders of five lines, quoted and confirmed one after the other."""
    Party, Sale = Model.get("party.party"), Model.get("sale.sale")
    customer = Party(name="Customer")
    customer.save()
    draw, answer, seconds = random.Random(1), {}, []
    with measured(answer):
        for _ in range(SINGLE):
            began = time.perf_counter()
            sale = Sale(party=customer)
            for product in draw.sample(sold, min(LINES, len(sold))):
                line = sale.lines.new()
                line.product, line.quantity = product, draw.randint(1, 9)
            sale.click("quote")
            sale.click("confirm")
            seconds.append(time.perf_counter() - began)
    states = {sale.state for sale in Sale.find([])}
    assert states <= {"confirmed", "processing"}, states
    lines = len(Model.get("sale.line").find([]))
    return answer | {"seconds": seconds, "lines": lines}


def make_demand(sold: list, orders: int) -> None:
    """Shipments of five lines that wait for goods: what confirmed orders leave behind."""
    Location, Shipment = Model.get("stock.location"), Model.get("stock.shipment.out")
    (customer,) = Model.get("party.party").find([("name", "=", "Customer")])
    places = {code: Location.find([("code", "=", code)])[0] for code in ("WH", "OUT", "CUS")}
    draw, today, currency = random.Random(SEED), dt.date.today(), get_currency()
    for _ in range(orders):
        day = today + dt.timedelta(days=draw.randint(20, 60))
        shipment = Shipment(customer=customer, warehouse=places["WH"], planned_date=day)
        for product in draw.sample(sold, min(LINES, len(sold))):
            move = shipment.outgoing_moves.new()
            move.product, move.quantity = product, draw.randint(1, 9)
            move.from_location, move.to_location = places["OUT"], places["CUS"]
            move.unit_price, move.currency = Decimal(150), currency
        shipment.click("wait")


def run_supply() -> dict:
    answer: dict = {}
    with measured(answer):
        Wizard("stock.supply").execute("create_")
    return answer | {
        "bought": len(Model.get("purchase.request").find([])),
        "made": len(Model.get("production").find([])),
    }


if __name__ == "__main__":
    main()
