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

from _tryton_loop import Company, play, put_prices
from proteus import Model, Wizard
from trytond.modules.account.tests.tools import create_chart, get_accounts
from trytond.modules.company.tests.tools import create_company
from trytond.modules.currency.tests.tools import get_currency
from trytond.tests.tools import activate_modules

LINES, SINGLE, LOOPS, PERIOD_DAYS = 5, 30, 5, 70
AT_ONCE = 50
SEED = 3


def main() -> None:
    task = json.loads(sys.stdin.readline())
    masters = Masters()
    tell({})
    tell(play_loops(masters))
    sold = masters.put_all(task)
    tell({})
    tell(take_orders(sold))
    make_demand(sold, task["orders"])
    tell({})
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


class Masters:
    """The company, its products with bills and suppliers, all without stock."""

    def __init__(self) -> None:
        activate_modules(os.environ["TRYTON_MODULES"].split(","), create_company, create_chart)
        accounts = get_accounts()
        self.category = Model.get("product.category")(name="Goods", accounting=True)
        self.category.account_expense = accounts["expense"]
        self.category.account_revenue = accounts["revenue"]
        self.category.save()
        for name in ("purchase.configuration", "production.configuration"):
            found = Model.get(name)(1)
            found.supply_period = dt.timedelta(days=PERIOD_DAYS)
            found.save()
        (self.unit,) = Model.get("product.uom").find([("name", "=", "Unit")])

    def put_all(self, task: dict) -> list:
        """The products of the task; those that are sold."""
        supplier = Model.get("party.party")(name="Supplier")
        supplier.save()
        sold, made, bought = task["codes"]
        templates = [
            self.new_template(
                code, supplier if code in set(bought) else None, is_sold=code in set(sold)
            )
            for code in (*sold, *made, *bought)
        ]
        save(templates)
        products = {template.name: template.products[0] for template in templates}
        boms = [
            self.new_bill(products[code], [products[part] for part in parts])
            for code, parts in task["bills"].items()
        ]
        save(boms)
        for bom in boms:
            add_bill(products[bom.name], bom)
        save([products[bom.name] for bom in boms])
        return [products[code] for code in sold]

    def new_template(self, code: str, supplier, *, is_sold: bool = False):
        """Bought of the supplier, or made where there is none."""
        template = Model.get("product.template")(name=code, default_uom=self.unit, type="goods")
        template.list_price = Decimal(150)
        template.account_category = self.category
        template.salable, template.producible = is_sold, supplier is None
        template.purchasable = supplier is not None
        if supplier is not None:
            row = template.product_suppliers.new()
            row.party, row.lead_time = supplier, dt.timedelta(days=5)
            put_prices(row)
        return template

    def put_product(self, code: str, supplier, *, is_sold: bool = False):
        template = self.new_template(code, supplier, is_sold=is_sold)
        template.save()
        return template.products[0]

    def new_bill(self, product, parts: list):
        bill = Model.get("production.bom")(name=product.name)
        output = bill.outputs.new()
        output.product, output.quantity = product, 1
        for part in parts:
            row = bill.inputs.new()
            row.product, row.quantity = part, 1
        return bill

    def put_bill(self, product, parts: list) -> None:
        bill = self.new_bill(product, parts)
        bill.save()
        add_bill(product, bill)
        product.save()


def add_bill(product, bill) -> None:
    product.boms.new(bom=bill)
    product.production_lead_times.new(bom=bill).lead_time = dt.timedelta(days=1)


def save(records: list) -> None:
    """Some at a time, as an import does."""
    for start in range(0, len(records), AT_ONCE):
        part = records[start : start + AT_ONCE]
        type(part[0]).save(part)


def play_loops(masters: Masters) -> dict:
    company = Company(masters.put_product, masters.put_bill)
    play(company)
    answer, seconds, documents = {}, [], 0
    with measured(answer):
        for _ in range(LOOPS):
            began = time.perf_counter()
            documents += play(company)
            seconds.append(time.perf_counter() - began)
    return answer | {"seconds": seconds, "documents": documents / LOOPS}


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
    taken = Sale.find([("party", "=", customer.id)])
    states = {sale.state for sale in taken}
    assert states <= {"confirmed", "processing"}, states
    lines = sum(len(sale.lines) for sale in taken)
    return answer | {"seconds": seconds, "lines": lines}


def make_demand(sold: list, orders: int) -> None:
    """Shipments of five lines that wait for goods: what confirmed orders leave behind."""
    Location, Shipment = Model.get("stock.location"), Model.get("stock.shipment.out")
    (customer,) = Model.get("party.party").find([("name", "=", "Customer")])
    places = {code: Location.find([("code", "=", code)])[0] for code in ("WH", "OUT", "CUS")}
    draw, today, currency = random.Random(SEED), dt.date.today(), get_currency()
    shipments = []
    for _ in range(orders):
        day = today + dt.timedelta(days=draw.randint(20, 60))
        shipment = Shipment(customer=customer, warehouse=places["WH"], planned_date=day)
        for product in draw.sample(sold, min(LINES, len(sold))):
            move = shipment.outgoing_moves.new()
            move.product, move.quantity = product, draw.randint(1, 9)
            move.from_location, move.to_location = places["OUT"], places["CUS"]
            move.unit_price, move.currency = Decimal(150), currency
        shipments.append(shipment)
    for start in range(0, orders, AT_ONCE):
        Shipment.click(shipments[start : start + AT_ONCE], "wait")


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
