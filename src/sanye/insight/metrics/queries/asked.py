"""Metrics that a leaf answers for: values of a day, and the lines of suppliers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.ports import (
    OpenDocumentsRequest,
    OpenTotalsRequest,
    StockFiguresRequest,
    StockHeapsRequest,
    open_documents,
    open_totals,
    stock_figures,
    stock_heaps,
)
from sanye.contracts.scm.ports import LineResultsRequest, line_results
from sanye.insight.metrics.queries.span import Span
from sanye.kernel.actors import Actor

YEAR = 365
_OPEN = {
    "RECEIVABLES": ("RECEIVABLE", False),
    "RECEIVABLES_OVERDUE": ("RECEIVABLE", True),
    "PAYABLES": ("PAYABLE", False),
    "PAYABLES_OVERDUE": ("PAYABLE", True),
}
_LINES = {"SUPPLIER_OTIF_ASKED": False, "SUPPLIER_OTIF_CONFIRMED": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An observation as a leaf tells it; a level has the denominator 1."""

    day: date
    numerator: Decimal
    denominator: Decimal
    document_type: str
    document_id: UUID
    number: str


def levels(code: str, span: Span, *, by: Actor) -> tuple[str, list[tuple[date, Decimal | None]]]:
    """The currency and the level at the end of each day; None where it cannot be told."""
    if code in _OPEN:
        side, is_overdue = _OPEN[code]
        totals = open_totals(
            OpenTotalsRequest(side=side, from_date=span.from_date, to_date=span.to_date, by=by)
        )
        return totals.currency, [
            (day.day, day.overdue_amount if is_overdue else day.open_amount) for day in totals.days
        ]
    if code == "STOCK_VALUE":
        figures = stock_figures(
            StockFiguresRequest(from_date=span.from_date, to_date=span.to_date, by=by)
        )
        return figures.currency, [(day.day, day.stock_amount) for day in figures.days]
    return "", list(_turns(span, by))


def _turns(span: Span, by: Actor) -> Iterator[tuple[date, Decimal | None]]:
    first = span.from_date - timedelta(days=YEAR - 1)
    days = stock_figures(StockFiguresRequest(from_date=first, to_date=span.to_date, by=by)).days
    for last in range(YEAR - 1, len(days)):
        window = days[last - YEAR + 1 : last + 1]
        stock = sum((day.stock_amount for day in window), Decimal(0)) / YEAR
        sold = sum((day.cost_of_goods_sold_amount for day in window), Decimal(0))
        yield days[last].day, (sold / stock if stock > 0 else None)


def level_documents(code: str, span: Span, *, by: Actor) -> list[Seen]:
    """What a level is made of at the end of the last day."""
    day = span.to_date
    if code in _OPEN:
        side, is_overdue = _OPEN[code]
        found = open_documents(OpenDocumentsRequest(side=side, as_of=day, by=by)).documents
        return [
            _seen(day, row.amount, "erp.open_item", row.document_id, row.number)
            for row in found
            if not is_overdue or row.due_date < day
        ]
    heaps = stock_heaps(StockHeapsRequest(as_of=day, by=by)).heaps
    return [_seen(day, heap.amount, "stem.item", heap.item_id, "") for heap in heaps]


def _seen(day: date, amount: Decimal, kind: str, document_id: UUID, number: str) -> Seen:
    return Seen(
        day=day,
        numerator=amount,
        denominator=Decimal(1),
        document_type=kind,
        document_id=document_id,
        number=number,
    )


def supplier_lines(code: str, span: Span, *, by: Actor) -> list[Seen]:
    """Purchase lines due in the period whose result is known."""
    answer = line_results(
        LineResultsRequest(
            from_date=span.from_date, to_date=span.to_date, is_confirmed=_LINES[code], by=by
        )
    )
    return [
        _seen(
            line.due_date,
            Decimal(line.is_on_time_in_full),
            "erp.purchase_order",
            line.order_id,
            line.order_number,
        )
        for line in answer.lines
    ]


def is_of_suppliers(code: str) -> bool:
    """Whether the lines of suppliers make the metric."""
    return code in _LINES
