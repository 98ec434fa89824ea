"""`/metrics`: definitions, values, trends and the documents behind them; `/order-cycle`."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from sanye.insight.metrics import queries
from sanye.insight.metrics.domain.registry import Metric
from sanye.stem.http import Router, Schema, actor_of, now
from sanye.stem.http.stale import may_be_stale
from sanye.stem.http.types import Day

router = Router(tags=["metrics"])
cycle = Router(tags=["metrics"])
routers: list[tuple[str, Router]] = [("/metrics", router), ("/order-cycle", cycle)]

MOST_DOCUMENTS = 1000


class MetricOut(Schema):
    code: str
    name_en: str
    name_zh: str
    definition_en: str
    definition_zh: str
    kind: str
    unit: str
    grain: str
    scor_code: str
    is_better_higher: bool


class ValueOut(Schema):
    code: str
    from_date: date
    to_date: date
    value: Decimal | None
    count: int | None
    currency: str
    unit: str
    is_off: bool


class PointOut(Schema):
    day: date
    value: Decimal | None
    count: int | None


class TrendOut(Schema):
    code: str
    unit: str
    currency: str
    points: list[PointOut]


class MetricDocumentOut(Schema):
    day: date
    numerator: Decimal
    denominator: Decimal
    document_type: str
    document_id: UUID
    number: str


class MetricDocumentsOut(Schema):
    """The first thousand by day, newest first; `count` is how many there are."""

    code: str
    count: int
    documents: list[MetricDocumentOut]


class CycleStepOut(Schema):
    code: str
    name_en: str
    name_zh: str
    mean_days: Decimal | None
    share_ratio: Decimal | None


class OrderCycleOut(Schema):
    from_date: date
    to_date: date
    order_count: int
    mean_days: Decimal | None
    steps: list[CycleStepOut]
    bottleneck: str


@router.get("", response=list[MetricOut])
def list_metrics(request: HttpRequest) -> list[Metric]:
    """What each metric means: unit, grain, SCOR code; those the caller may see."""
    return queries.list_metrics(by=actor_of(request))


@router.get("/values", response=list[ValueOut])
@may_be_stale
def list_metric_values(request: HttpRequest, from_date: Day, to_date: Day) -> object:
    """Every metric over one period; levels at its end."""
    found = queries.list_metric_values(
        from_date=from_date, to_date=to_date, at=now(), by=actor_of(request)
    )
    return [_value(value) for value in found]


@router.get("/{code}", response=ValueOut)
@may_be_stale
def get_metric_value(request: HttpRequest, code: str, from_date: Day, to_date: Day) -> object:
    """One metric over one period."""
    return _value(
        queries.get_metric_value(
            code=code, from_date=from_date, to_date=to_date, at=now(), by=actor_of(request)
        )
    )


@router.get("/{code}/trend", response=TrendOut)
@may_be_stale
def get_metric_trend(request: HttpRequest, code: str, from_date: Day, to_date: Day) -> object:
    """One point a day, at most 800 of them."""
    trend = queries.get_metric_trend(
        code=code, from_date=from_date, to_date=to_date, at=now(), by=actor_of(request)
    )
    metric = trend.metric
    return {
        "code": metric.code,
        "unit": metric.unit,
        "currency": trend.currency,
        "points": trend.points,
    }


@router.get("/{code}/documents", response=MetricDocumentsOut)
@may_be_stale
def list_metric_documents(request: HttpRequest, code: str, from_date: Day, to_date: Day) -> object:
    """What the number is made of."""
    rows = queries.list_metric_documents(
        code=code, from_date=from_date, to_date=to_date, at=now(), by=actor_of(request)
    )
    if isinstance(rows, QuerySet):
        count, found = rows.count(), list(rows.order_by("-day", "-id")[:MOST_DOCUMENTS])
    else:
        count, found = len(rows), rows[::-1][:MOST_DOCUMENTS]
    return {"code": code, "count": count, "documents": found}


@cycle.get("", response=OrderCycleOut)
@may_be_stale
def get_order_cycle(request: HttpRequest, from_date: Day, to_date: Day) -> object:
    """The order cycle by step, with the step that takes longest."""
    found = queries.get_order_cycle(
        from_date=from_date, to_date=to_date, at=now(), by=actor_of(request)
    )
    steps = [
        {
            "code": step.metric.code,
            "name_en": step.metric.name_en,
            "name_zh": step.metric.name_zh,
            "mean_days": step.mean_days,
            "share_ratio": step.share_ratio,
        }
        for step in found.steps
    ]
    return {
        "from_date": found.from_date,
        "to_date": found.to_date,
        "order_count": found.order_count,
        "mean_days": found.mean_days,
        "steps": steps,
        "bottleneck": found.bottleneck,
    }


def _value(value: queries.Value) -> dict[str, Any]:
    told = asdict(value)
    metric = told.pop("metric")
    return told | {"code": metric["code"], "unit": metric["unit"]}
