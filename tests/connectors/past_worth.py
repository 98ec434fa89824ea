"""What we hold of AdventureWorks' suppliers, stock and demand, against sums of its files."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from sanye.erp.costing.models import ItemValue
from sanye.erp.open_items.models import OpenItem
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_to
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.scm.demand.models import DemandEntry
from sanye.scm.demand.queries import list_demand_history
from sanye.scm.suppliers.commands import evaluate_suppliers
from sanye.scm.suppliers.models import SupplierLine
from sanye.scm.suppliers.queries import get_supplier_scorecard
from sanye.stem.masterdata.models import ItemCompany
from sanye.stem.masterdata.queries import get_item, get_party
from tests.connectors.past_metrics import CREDIT, Files, day, value
from tests.connectors.tables import D, Row, cents, read, summed

JUDGED_AT = (datetime(2013, 1, 1, tzinfo=UTC), datetime(2014, 12, 31, tzinfo=UTC))
"""Suppliers are judged by two years; these are all of them."""


class Purchased(Files):
    """Complete purchase orders: each is a claim of its vendor for what was kept."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.heads = {row["PurchaseOrderID"]: row for row in self.purchases}
        vendors = {row["BusinessEntityID"]: row for row in read(place, "Vendor")}
        self.codes = {
            key: vendors[head["VendorID"]]["AccountNumber"] for key, head in self.heads.items()
        }
        self.numbers = {key: row["ProductNumber"] for key, row in self.products.items()}

    def debts(self) -> Iterator[tuple[str, date, Decimal]]:
        """Vendor, day of the invoice, what it comes to: tax is the order's rate on each line."""
        sums = {key: cents(head["Freight"]) for key, head in self.heads.items()}
        for row in self.purchase_lines:
            head = self.heads[row["PurchaseOrderID"]]
            kept = D(row["ReceivedQty"]) - D(row["RejectedQty"])
            net = cents(str(kept * D(row["UnitPrice"])))
            rate = round_to(D(head["TaxAmt"]) / D(head["SubTotal"]), 6)
            sums[row["PurchaseOrderID"]] += net + cents(str(net * rate))
        for key, amount in sums.items():
            yield self.codes[key], day(self.heads[key]["ShipDate"]), amount


def check_payables(place: Path, by: Actor) -> None:
    """What is owed to whom: in all, still open at the end, and on days of the past."""
    files = Purchased(place)
    debts = list(files.debts())
    items = OpenItem.unscoped.filter(side="PAYABLE", company_id=by.company_id)
    owed = summed((vendor, amount) for vendor, _, amount in debts)
    assert summed(items.values_list("party__code", "amount")) == owed
    left = [(vendor, amount) for vendor, on, amount in debts if on + CREDIT > files.last_day]
    still = items.filter(settled_date__isnull=True)
    assert summed(still.values_list("party__code", "open_amount")) == summed(left)
    assert not items.filter(settled_date__isnull=False).exclude(open_amount=0).exists()
    for on in (date(2012, 12, 31), date(2013, 9, 15), files.last_day):
        is_open = sum((a for _, came, a in debts if came <= on < came + CREDIT), D(0))
        assert value("PAYABLES", by, on, on).value == is_open
    later = files.last_day + 2 * CREDIT
    for code in ("PAYABLES", "PAYABLES_OVERDUE"):
        assert value(code, by, later, later).value == sum((a for _, a in left), D(0))


def check_suppliers(place: Path, by: Actor) -> None:
    """Each vendor's lines in full and in time, what he took, and days from order to receipt."""
    for judged_at in JUDGED_AT:
        evaluate_suppliers(by=by, at=judged_at)
    files = Purchased(place)
    lines: dict[str, list[Row]] = defaultdict(list)
    for row in files.purchase_lines:
        lines[files.codes[row["PurchaseOrderID"]]].append(row)
    for vendor, rows in lines.items():
        party = get_party(code=vendor, by=by)
        card = get_supplier_scorecard(supplier_id=party.id, by=by)
        in_full = sum(
            D(row["ReceivedQty"]) >= D(row["OrderQty"])
            and files.heads[row["PurchaseOrderID"]]["ShipDate"][:10] <= row["DueDate"][:10]
            for row in rows
        )
        assert (card.asked.line_count, card.asked.in_full_count) == (len(rows), in_full)
        for name, column in (
            ("received_quantity", "ReceivedQty"),
            ("rejected_quantity", "RejectedQty"),
        ):
            expected = summed((files.numbers[row["ProductID"]], row[column]) for row in rows)
            found = summed((item.item_code, getattr(item, name)) for item in card.items)
            assert found == expected
    _check_lead_times(files, by)


def _check_lead_times(files: Purchased, by: Actor) -> None:
    """Calendar days from OrderDate to ShipDate, of each vendor and product."""
    expected: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in files.purchase_lines:
        if D(row["ReceivedQty"]):
            head = files.heads[row["PurchaseOrderID"]]
            days = (day(head["ShipDate"]) - day(head["OrderDate"])).days
            key = (files.codes[row["PurchaseOrderID"]], files.numbers[row["ProductID"]])
            expected[key].append(days)
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    rows = SupplierLine.unscoped.filter(company_id=by.company_id, received_quantity__gt=0)
    columns = ("supplier__code", "item__code", "ordered_date", "last_received_date")
    for supplier, item, ordered, came in rows.values_list(*columns):
        found[supplier, item].append((came - ordered).days)
    assert {key: sorted(days) for key, days in found.items()} == {
        key: sorted(days) for key, days in expected.items()
    }


def check_demand(place: Path, by: Actor) -> None:
    """What customers wanted by month of DueDate, of every product; one also as planners see it."""
    files = Purchased(place)
    heads = {row["SalesOrderID"]: row for row in files.sales}
    expected = summed(
        (
            (files.numbers[row["ProductID"]], heads[row["SalesOrderID"]]["DueDate"][:7]),
            row["OrderQty"],
        )
        for row in files.sales_lines
    )
    rows = DemandEntry.unscoped.filter(company_id=by.company_id, kind="ORDER")
    columns = ("item__code", "demand_date", "quantity")
    entries = rows.exclude(item__kind="SERVICE").values_list(*columns)
    assert summed(((item, f"{on:%Y-%m}"), quantity) for item, on, quantity in entries) == expected
    most = max(sorted({item for item, _ in expected}), key=lambda i: _of_item(expected, i))
    with entered(UnitOfWork(actor=by)):
        periods = list_demand_history(
            item_id=get_item(code=most, by=by).id,
            first_date=date(2011, 1, 1),
            last_date=date(2014, 12, 31),
            by=by,
        )
    told = {
        (most, f"{period.period_date:%Y-%m}"): period.demand_quantity
        for period in periods
        if period.demand_quantity
    }
    assert told == {key: quantity for key, quantity in expected.items() if key[0] == most}


def _of_item(sums: dict[tuple[str, str], Decimal], item: str) -> Decimal:
    return sum((quantity for key, quantity in sums.items() if key[0] == item), D(0))


Moved = tuple[date, int, Decimal, Decimal | None]
"""Day, its turn within the day, quantity, and the price of goods that were bought."""
RECEIPT, RETURN, COMPLETION, ISSUE, SHIPMENT, COUNT = range(1, 7)


class Stock(Purchased):
    """How much of each product there was and what it was worth, day by day.

    Made products are worth the standard cost of the day they last moved, bought ones their
    average, here without the rounding that every movement brings.
    """

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.place = place
        self.moves: dict[str, list[Moved]] = defaultdict(list)
        self._sell()
        self._buy()
        self._make()
        self.costs = self._standards()
        self.inventory: dict[str, list[Decimal]] = defaultdict(list)
        for row in read(place, "ProductInventory"):
            if D(row["Quantity"]) > 0:
                self.inventory[row["ProductID"]].append(D(row["Quantity"]))
        self.opened = {product: self._opened(product) for product in self.products}
        self._count()

    def _sell(self) -> None:
        shipped = {row["SalesOrderID"]: day(row["ShipDate"]) for row in self.sales}
        for row in self.sales_lines:
            on = shipped[row["SalesOrderID"]]
            self.moves[row["ProductID"]].append((on, SHIPMENT, -D(row["OrderQty"]), None))

    def _buy(self) -> None:
        for row in self.purchase_lines:
            on = day(self.heads[row["PurchaseOrderID"]]["ShipDate"])
            moves = self.moves[row["ProductID"]]
            moves.append((on, RECEIPT, D(row["ReceivedQty"]), D(row["UnitPrice"])))
            moves.append((on, RETURN, -D(row["RejectedQty"]), None))

    def _make(self) -> None:
        below: dict[str, list[Row]] = defaultdict(list)
        for row in read(self.place, "BillOfMaterials"):
            below[row["ProductAssemblyID"]].append(row)
        for row in self.works:
            start, end = day(row["StartDate"]), day(row["EndDate"])
            self.moves[row["ProductID"]].append((end, COMPLETION, D(row["StockedQty"]), None))
            for line in below[row["ProductID"]]:
                ends = day(line["EndDate"]) if line["EndDate"] else date.max
                if day(line["StartDate"]) <= start < ends:
                    taken = D(line["PerAssemblyQty"]) * D(row["OrderQty"])
                    self.moves[line["ComponentID"]].append((start, ISSUE, -taken, None))

    def _standards(self) -> dict[str, list[tuple[date, Decimal]]]:
        found: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
        for row in read(self.place, "ProductCostHistory"):
            found[row["ProductID"]].append((day(row["StartDate"]), D(row["StandardCost"])))
        return {key: sorted(rows) for key, rows in found.items()}

    def _count(self) -> None:
        """What is too much in the end is counted away on the last day."""
        for product, opened in self.opened.items():
            ends = opened + sum((quantity for _, _, quantity, _ in self.moves[product]), D(0))
            if missing := sum(self.inventory[product], D(0)) - ends:
                self.moves[product].append((self.last_day, COUNT, missing, None))

    def _opened(self, product: str) -> Decimal:
        """What there was before the first day: enough for every day's end, and for the last."""
        running = lowest = D(0)
        ends = summed((on, quantity) for on, _, quantity, _ in self.moves[product])
        for on in sorted(ends):
            running += ends[on]
            lowest = min(lowest, running)
        own = max(self.inventory[product], default=D(0))
        elsewhere = sum(self.inventory[product], D(0)) - own
        return max(-lowest, own - running) + elsewhere

    def worth(self, product: str, cost: Decimal, on: date) -> tuple[Fraction, Fraction]:
        """What a product is worth at the end of a day, and how much rounding may make of it.

        `cost` is what one is worth where the files have no StandardCost. Nothing is worth anything
        before the first day.
        """
        row = self.products[product]
        cost = round_to(D(row["StandardCost"]), 6) or cost
        if row["MakeFlag"] == "true":
            return Fraction(self._at_standard(product, cost, on)), Fraction(0)
        roundings = len(self.moves[product]) + len(self.inventory[product]) + 1
        return self._at_average(product, cost, on), Fraction(roundings, 100)

    def _at_average(self, product: str, cost: Decimal, until: date) -> Fraction:
        held = Fraction(self.opened[product])
        worth = held * Fraction(cost)
        for on, _, quantity, price in sorted(self.moves[product], key=lambda m: m[:2]):
            if on > until:
                break
            if price is not None:
                worth += Fraction(quantity) * Fraction(price)
            elif held:
                worth += Fraction(quantity) * worth / held
            held += Fraction(quantity)
        return worth

    def _at_standard(self, product: str, cost: Decimal, until: date) -> Decimal:
        """At the standard of the day on which it last moved."""
        past = [(on, quantity) for on, _, quantity, _ in self.moves[product] if on <= until]
        held = self.opened[product] + sum((quantity for _, quantity in past), D(0))
        last = max((on for on, _ in past), default=date.min)
        if known := self.costs.get(product):
            cost = known[max(bisect_right([on for on, _ in known], last) - 1, 0)][1]
        return cents(str(held * cost))


def check_stock_value(place: Path, by: Actor) -> None:
    """At the end each product at the one site, and on days of the past all of them together."""
    files = Stock(place)
    rows = ItemValue.unscoped.filter(company_id=by.company_id).select_related("item")
    assert len({row.site_id for row in rows}) == 1
    held = summed((row.item.code, row.quantity) for row in rows)
    assert held == summed((files.numbers[key], n) for key, n in files.stock.items())
    costs = dict(ItemCompany.unscoped.values_list("item__code", "standard_cost"))
    worth = {row.item.code: row.value for row in rows}
    wrong = {}
    for product, number in files.numbers.items():
        expected, allowed = files.worth(product, costs[number], files.last_day)
        found = worth.get(number, D(0))
        if abs(Fraction(found) - expected) > allowed:
            wrong[number] = found, float(expected), float(allowed)
    assert not wrong, wrong
    for on in (date(2011, 12, 31), date(2013, 3, 15), files.last_day):
        all_worth = [files.worth(key, costs[number], on) for key, number in files.numbers.items()]
        told = value("STOCK_VALUE", by, on, on).value
        assert told is not None
        assert abs(Fraction(told) - sum(w for w, _ in all_worth)) <= sum(
            allowed for _, allowed in all_worth
        )
    assert value("STOCK_VALUE", by, files.last_day, files.last_day).value == sum(worth.values())
