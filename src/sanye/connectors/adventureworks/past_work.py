"""WorkOrder and WorkOrderRouting as finished production orders."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from uuid import UUID

from sanye.connectors.adventureworks import wording
from sanye.connectors.adventureworks.past_context import Past, day
from sanye.connectors.adventureworks.tables import Row
from sanye.connectors.adventureworks.wording import Text
from sanye.erp.history.commands import ClosedComponent, ClosedOperation, ClosedProductionOrder

METHOD = Text(
    "Work orders: components are the bill's on the StartDate for the OrderQty, taken that day;"
    " StockedQty came in on the EndDate, ScrappedQty did not. ActualResourceHrs of an operation are"
    " its minutes, at the location's CostRate; orders without routing rows cost no time.",
    "工单：组件为 StartDate 当日有效清单乘以 OrderQty，当日领用；StockedQty 在 EndDate 入库，"
    "ScrappedQty 不入库。工序的 ActualResourceHrs 换算为分钟，按地点的 CostRate 计价；"
    "没有工序行的工单不计工时成本。",
)


def work_orders(past: Past) -> list[ClosedProductionOrder]:
    """All of them, in the order of their ids."""
    tables, report = past.run.tables, past.run.report
    routings = tables.grouped("WorkOrderRouting", "WorkOrderID")
    reasons = {row["ScrapReasonID"]: row["Name"] for row in tables.read("ScrapReason")}
    bills = tables.grouped("BillOfMaterials", "ProductAssemblyID")

    @cache
    def per_piece(product: str, on: date) -> tuple[tuple[UUID, Decimal], ...]:
        return tuple(
            (past.items[row["ComponentID"]], Decimal(row["PerAssemblyQty"]))
            for row in bills[product]
            if _holds(row, on)
        )

    rows = tables.read("WorkOrder")
    orders = [
        _order(
            row,
            per_piece(row["ProductID"], day(row["StartDate"])),
            routings.get(row["WorkOrderID"], ()),
            reasons.get(row["ScrapReasonID"], ""),
            past,
        )
        for row in rows
    ]
    report.take("WorkOrder", len(rows), wording.IS_PRODUCTION_ORDER)
    operations = tables.count("WorkOrderRouting")
    report.take("WorkOrderRouting", operations, wording.IS_OPERATION)
    report.take("ScrapReason", len(reasons), wording.IS_SCRAP_REASON)
    report.methods.append(METHOD)
    return orders


def _holds(row: Row, on: date) -> bool:
    return day(row["StartDate"]) <= on and (not row["EndDate"] or day(row["EndDate"]) > on)


def _order(
    row: Row,
    per_piece: Sequence[tuple[UUID, Decimal]],
    routing: Sequence[Row],
    reason: str,
    past: Past,
) -> ClosedProductionOrder:
    quantity = Decimal(row["OrderQty"])
    start = day(row["StartDate"])
    return ClosedProductionOrder(
        number=f"WO{row['WorkOrderID']}",
        item_id=past.items[row["ProductID"]],
        site_id=past.site_id,
        quantity=quantity,
        completed_quantity=Decimal(row["StockedQty"]),
        scrapped_quantity=Decimal(row["ScrappedQty"]),
        scrap_reason_code=reason,
        planned_start_date=start,
        planned_due_date=day(row["DueDate"]),
        actual_start_date=start,
        actual_end_date=day(row["EndDate"]),
        components=tuple(
            ClosedComponent(item_id=item_id, quantity=each * quantity)
            for item_id, each in per_piece
        ),
        operations=tuple(
            ClosedOperation(
                number=int(step["OperationSequence"]) * 10,
                work_center_id=past.centers[step["LocationID"]],
                run_minutes=Decimal(step["ActualResourceHrs"] or 0) * 60,
            )
            for step in routing
        ),
    )
