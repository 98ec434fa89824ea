"""The years of AdventureWorks as finished documents: what we hold adds up to what its files say.

The suite takes a cut: every so many-th order of all years. SOAK=1 takes everything.
"""

import csv
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum

from sanye.connectors.adventureworks import Report, import_adventureworks, wording
from sanye.connectors.adventureworks.wording import Text
from sanye.erp.inventory.models import StockBalance
from sanye.erp.invoicing.models import SalesInvoiceLine
from sanye.erp.ledger.models import FiscalPeriod
from sanye.erp.open_items.models import OpenItem
from sanye.erp.production.models import OperationReport, ProductionOrder
from sanye.erp.purchasing.models import GoodsReceiptLine
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine
from sanye.kernel.actors import Actor
from sanye.kernel.checks import all_checks
from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.scm.planning.commands import run_planning
from sanye.scm.planning.models import PlannedOrder
from sanye.stem.events.models import EventRow
from tests.conftest import Cursors
from tests.connectors.past_metrics import check_metrics
from tests.connectors.past_worth import (
    check_demand,
    check_payables,
    check_stock_value,
    check_suppliers,
)
from tests.connectors.tables import cents, read, summed
from tests.connectors.test_adventureworks import folder

pytestmark = pytest.mark.data

Row = dict[str, str]
D = Decimal
EVERY = {"SalesOrderHeader": 80, "PurchaseOrderHeader": 20, "WorkOrder": 120}
"""Of the cut, one order in so many."""
FIRST_STEPS = {
    wording.PLACES,
    wording.ITEMS,
    wording.BILLS,
    wording.ROUTINGS,
    wording.PARTIES,
    wording.SUPPLIER_TERMS,
    wording.PRICES,
    wording.SPECIAL_OFFERS,
}
"""After the last step of masters there is all that planning could order with."""
IS_WHOLE = os.environ.get("SOAK") == "1"


def is_odd(head: Row) -> bool:
    """Three sales orders have more tax than goods."""
    return "TaxAmt" in head and D(head["TaxAmt"]) > D(head["SubTotal"])


def cut(source: Path, to: Path) -> Path:
    """All tables; of the documents every so many-th and the odd ones, of customers and rates those
    they name."""
    kept = {
        name: [row for at, row in enumerate(read(source, name)) if at % step == 0 or is_odd(row)]
        for name, step in EVERY.items()
    }
    for lines, head, key in (
        ("SalesOrderDetail", "SalesOrderHeader", "SalesOrderID"),
        ("PurchaseOrderDetail", "PurchaseOrderHeader", "PurchaseOrderID"),
        ("WorkOrderRouting", "WorkOrder", "WorkOrderID"),
    ):
        ids = {row[key] for row in kept[head]}
        kept[lines] = [row for row in read(source, lines) if row[key] in ids]
    sales = kept["SalesOrderHeader"]
    customers = {row["CustomerID"] for row in sales}
    kept["Customer"] = [row for row in read(source, "Customer") if row["CustomerID"] in customers]
    rates = {row["CurrencyRateID"] for row in sales}
    kept["CurrencyRate"] = [
        row for row in read(source, "CurrencyRate") if row["CurrencyRateID"] in rates
    ]
    for path in source.glob("*.csv*"):
        name = path.name.split(".")[0]
        if name not in kept:
            (to / path.name).symlink_to(path)
            continue
        with (to / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, kept[name][0])
            writer.writeheader()
            writer.writerows(kept[name])
    return to


@dataclass
class History:
    place: Path
    report: Report
    by: Actor
    run_cursors: Cursors

    def rows(self, name: str) -> list[Row]:
        return read(self.place, name)

    def facts(self, type_: str) -> Iterable[dict[str, Any]]:
        rows = EventRow.objects.filter(type=f"sanye.erp.{type_}.v1", company_id=self.by.company_id)
        return rows.values_list("data", flat=True)


@pytest.fixture
def history(tmp_path: Path, db: None, at: datetime) -> History:
    from sanye.stem.identity.models import Company

    company = Company.objects.create(
        id=new_id(),
        code="AW",
        name="Adventure Works",
        country="US",
        functional_currency="USD",
        time_zone="America/Los_Angeles",
    )
    by = Actor(user_id=None, company_id=company.id, name="tester", permissions=frozenset({"*"}))
    place = folder() if IS_WHOLE else cut(folder(), tmp_path)
    run_cursors = Cursors(company.id, at)

    def work_goes_on(step: Text, seconds: float) -> None:
        """The worker runs all the time, and its hourly planning comes when it comes."""
        if step in FIRST_STEPS:
            return
        run_cursors("scm.planning.supply_demand", "scm.planning.net_change")
        run_planning(by=by, at=at)
        assert step == wording.PLANNING or not list_planned(by), step.en

    report = import_adventureworks(place, history=True, by=by, at=at, say=work_goes_on)
    return History(place, report, by, run_cursors)


def list_planned(by: Actor) -> set[str]:
    """Codes of all items that planning ever ordered."""
    rows = PlannedOrder.unscoped.filter(company_id=by.company_id)
    return set(rows.values_list("item__code", flat=True))


def test_what_we_hold_is_what_the_files_say(history: History, at: datetime) -> None:
    """One import is looked at from all sides: making it takes longer than all looks."""
    check_every_row_is_accounted_for(history)
    check_the_report_in_both_languages(history.report)
    check_revenue_by_month_and_currency(history)
    check_lines(history)
    check_received_and_rejected_by_vendor(history)
    check_scrapped_by_reason(history)
    check_on_hand(history)
    check_what_is_owed(history)
    check_what_is_planned(history)
    check_invariants(history)
    check_metrics(history.place, history.by)
    check_payables(history.place, history.by)
    check_suppliers(history.place, history.by)
    check_demand(history.place, history.by)
    check_stock_value(history.place, history.by)
    check_a_second_run_adds_nothing(history, at)


def check_every_row_is_accounted_for(history: History) -> None:
    report = history.report
    assert report.unaccounted == []
    heads = report.tables["PurchaseOrderHeader"]
    complete = sum(row["Status"] == "4" for row in history.rows("PurchaseOrderHeader"))
    assert heads.imported.total() == complete
    assert heads.left.total() == heads.rows - complete
    assert report.tables["SalesOrderDetail"].left.total() == 0
    assert report.tables["WorkOrder"].left.total() == 0


def check_the_report_in_both_languages(report: Report) -> None:
    english, chinese = report.lines("en"), report.lines("zh")
    for said, also in zip(english, chinese, strict=True):
        assert re.findall(r"\d[\d,.]*\d", said) == re.findall(r"\d[\d,.]*\d", also)
        assert not said or re.search("[\u4e00-\u9fff]", also)
        assert not re.search("[\u4e00-\u9fff]", said)
    pay = f"  {'EmployeePayHistory':<30} {316:>9}  "
    assert f"{pay}{wording.PERSONNEL.en}" in english
    assert f"{pay}{wording.PERSONNEL.zh}" in chinese


def check_revenue_by_month_and_currency(history: History) -> None:
    rates = {row["CurrencyRateID"]: row["ToCurrencyCode"] for row in history.rows("CurrencyRate")}
    heads = {row["SalesOrderID"]: row for row in history.rows("SalesOrderHeader")}
    lines = history.rows("SalesOrderDetail")

    def where(head: Row) -> tuple[str, str]:
        return head["ShipDate"][:7], rates.get(head["CurrencyRateID"], "USD")

    expected = summed((where(heads[row["SalesOrderID"]]), cents(row["LineTotal"])) for row in lines)
    rows = SalesInvoiceLine.unscoped.filter(item__kind__in=["MAKE", "BUY"]).values_list(
        "invoice__posting_date", "invoice__currency", "net_amount"
    )
    assert summed(((f"{day:%Y-%m}", currency), net) for day, currency, net in rows) == expected
    told = summed(
        ((fact["invoiced_date"][:7], fact["currency"]), line["net_amount"])
        for fact in history.facts("sales_order.imported")
        for line in fact["lines"]
    )
    assert told == expected
    exact = sum(D(row["LineTotal"]) for row in lines)
    assert abs(sum(expected.values()) - exact) < D("0.005") * len(lines)


def check_lines(history: History) -> None:
    lines = history.rows("SalesOrderDetail")
    freight = sum(cents(row["Freight"]) > 0 for row in history.rows("SalesOrderHeader"))
    assert SalesOrderLine.unscoped.count() == len(lines) + freight
    assert SalesOrder.unscoped.filter(status="CLOSED").count() == len(
        history.rows("SalesOrderHeader")
    )
    expected = summed((row["ProductID"], row["OrderQty"]) for row in lines)
    assert sum(expected.values()) == sum(
        D(line["delivered_quantity"])
        for fact in history.facts("sales_order.imported")
        for line in fact["lines"]
    )


def check_received_and_rejected_by_vendor(history: History) -> None:
    heads = {
        row["PurchaseOrderID"]: row
        for row in history.rows("PurchaseOrderHeader")
        if row["Status"] == "4"
    }
    lines = [row for row in history.rows("PurchaseOrderDetail") if row["PurchaseOrderID"] in heads]
    vendors = {row["BusinessEntityID"]: row["AccountNumber"] for row in history.rows("Vendor")}

    def by_vendor(column: str) -> dict[str, Decimal]:
        return summed(
            (vendors[heads[row["PurchaseOrderID"]]["VendorID"]], row[column]) for row in lines
        )

    received = GoodsReceiptLine.unscoped.exclude(line__item__kind="SERVICE")
    columns = ("receipt__supplier__code", "quantity")
    came = received.filter(receipt__kind="RECEIPT").values_list(*columns)
    assert summed(came) == by_vendor("ReceivedQty")
    went = received.filter(receipt__kind="RETURN").values_list(*columns)
    assert summed(went) == by_vendor("RejectedQty")
    told = [line for fact in history.facts("purchase_order.imported") for line in fact["lines"]]
    for name, column in (
        ("received_quantity", "ReceivedQty"),
        ("rejected_quantity", "RejectedQty"),
    ):
        assert sum(D(line[name]) for line in told) == sum(by_vendor(column).values())


def check_scrapped_by_reason(history: History) -> None:
    reasons = {row["ScrapReasonID"]: row["Name"] for row in history.rows("ScrapReason")}
    orders = history.rows("WorkOrder")
    expected = summed(
        (reasons[row["ScrapReasonID"]], row["ScrappedQty"])
        for row in orders
        if row["ScrapReasonID"]
    )
    told = list(history.facts("production_order.imported"))
    assert summed((fact["scrap_reason_code"], fact["scrapped_quantity"]) for fact in told) == (
        expected
    )
    made = ProductionOrder.unscoped.aggregate(done=Sum("completed_quantity"))
    assert made["done"] == sum(D(row["StockedQty"]) for row in orders)
    hours = sum(D(row["ActualResourceHrs"]) for row in history.rows("WorkOrderRouting"))
    minutes = OperationReport.unscoped.aggregate(run=Sum("run_minutes"))["run"]
    assert minutes == hours * 60


def check_on_hand(history: History) -> None:
    """Every place holds what ProductInventory says."""
    numbers = {row["ProductID"]: row["ProductNumber"] for row in history.rows("Product")}
    expected = summed(
        ((numbers[row["ProductID"]], row["LocationID"]), row["Quantity"])
        for row in history.rows("ProductInventory")
    )
    held = StockBalance.unscoped.values_list("item__code", "location__code", "on_hand")
    assert summed(((item, place), quantity) for item, place, quantity in held) == expected


def check_what_is_owed(history: History) -> None:
    """Each order is a claim of its lines, tax and freight; what fell due was paid."""
    heads = history.rows("SalesOrderHeader")
    lines = summed(
        (row["SalesOrderID"], cents(row["LineTotal"])) for row in history.rows("SalesOrderDetail")
    )
    expected = sum(
        lines[head["SalesOrderID"]] + cents(head["TaxAmt"]) + cents(head["Freight"])
        for head in heads
    )
    claims = OpenItem.unscoped.filter(side="RECEIVABLE")
    assert claims.aggregate(total=Sum("amount"))["total"] == expected
    last = max(
        [row["ShipDate"] for row in heads]
        + [row["ShipDate"] for row in history.rows("PurchaseOrderHeader") if row["Status"] == "4"]
        + [row["EndDate"] for row in history.rows("WorkOrder")]
    )
    still_open = claims.filter(settled_date__isnull=True)
    assert still_open.exists()
    assert not still_open.filter(due_date__lte=last[:10]).exists()


def check_what_is_planned(history: History) -> None:
    """Only what ProductInventory has too little of is ordered, and what that is made of."""
    numbers = {row["ProductID"]: row["ProductNumber"] for row in history.rows("Product")}
    stock = summed((row["ProductID"], row["Quantity"]) for row in history.rows("ProductInventory"))
    short = {
        row["ProductID"]
        for row in history.rows("Product")
        if stock.get(row["ProductID"], D(0)) < D(row["SafetyStockLevel"])
    }
    below: dict[str, set[str]] = defaultdict(set)
    for row in history.rows("BillOfMaterials"):
        below[row["ProductAssemblyID"]].add(row["ComponentID"])
    needed, more = set(short), set(short)
    while more := {part for product in more for part in below[product]} - needed:
        needed |= more
    planned = list_planned(history.by)
    assert {numbers[product] for product in short} <= planned
    assert planned <= {numbers[product] for product in needed}


def check_invariants(history: History) -> None:
    history.run_cursors()
    with entered(UnitOfWork(actor=history.by)):
        problems = {
            name: found.problems
            for name, check in all_checks.items()
            if name.startswith("erp.") and (found := check(history.by.company_id)).problems
        }
    assert problems == {}
    statuses = Counter(FiscalPeriod.unscoped.values_list("status", flat=True))
    assert statuses["CLOSED"] > 36


def check_a_second_run_adds_nothing(history: History, at: datetime) -> None:
    before = EventRow.objects.count(), StockBalance.unscoped.count()

    second = import_adventureworks(history.place, history=True, by=history.by, at=at)

    assert second.unaccounted == []
    assert (EventRow.objects.count(), StockBalance.unscoped.count()) == before
    documents = (wording.SALES_ORDERS, wording.PURCHASE_ORDERS, wording.PRODUCTION_ORDERS)
    assert [second.counted[name] for name in documents] == [0, 0, 0]
