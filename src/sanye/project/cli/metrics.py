"""`sanye metrics [CODE]`: what the company's figures are, over a period; with CODE, by day."""

import argparse
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sanye.insight.metrics import queries
from sanye.kernel.actors import Actor
from sanye.project.cli.arguments import day
from sanye.project.cli.companies import actor_named, add_company_argument
from sanye.project.cli.result import Result
from sanye.project.runtime.console import language, text
from sanye.stem.masterdata.queries import get_business_date

DAYS = 90
_UNITS = {
    "DAYS": ("days", "天"),
    "SCORE": ("of 5", "（满分 5）"),
    "TURNS": ("a year", "次/年"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_company_argument(parser)
    parser.add_argument("code", nargs="?", help="one metric by day / 单个指标按日显示")
    parser.add_argument("--from", dest="from_date", type=day, metavar="DATE")
    parser.add_argument("--to", dest="to_date", type=day, metavar="DATE")
    parser.add_argument(
        "--documents", action="store_true", help="the documents behind CODE / 指标对应的单据"
    )


def run(args: argparse.Namespace) -> Result:
    by, at = actor_named(args.company), datetime.now(UTC)
    to_date = args.to_date or get_business_date(at=at, by=by)
    from_date = args.from_date or to_date - timedelta(days=DAYS)
    if args.code is None:
        return _all(from_date, to_date, at, by)
    if args.documents:
        return _documents(args.code, from_date, to_date, at, by)
    return _trend(args.code, from_date, to_date, at, by)


def _all(from_date: date, to_date: date, at: datetime, by: Actor) -> Result:
    values = queries.list_metric_values(from_date=from_date, to_date=to_date, at=at, by=by)
    found = queries.get_order_cycle(from_date=from_date, to_date=to_date, at=at, by=by)
    lines = [f"{from_date} – {to_date}"]
    for value in values:
        name = value.metric.name_zh if language() == "zh" else value.metric.name_en
        lines.append(f"  {value.metric.code:<26}{_shown(value):>22}  {_counted(value):<10}{name}")
    slowest = next((s for s in found.steps if s.metric.code == found.bottleneck), None)
    if slowest is not None and slowest.share_ratio is not None:
        share = f"{100 * slowest.share_ratio:.0f} %"
        lines.append(
            text(
                f"The bottleneck is {slowest.metric.name_en}: {share} of the order cycle.",
                f"瓶颈步骤：{slowest.metric.name_zh}，占订单周期的 {share}。",
            )
        )
    last = queries.find_last_order_day(by=by)
    if last is not None and last < from_date:
        lines.append(
            text(
                f"The last order is of {last}: --to {last} shows the days before it.",
                f"最近的订单日期为 {last}：用 --to {last} 查看此前各日。",
            )
        )
    return Result({"values": [asdict(value) for value in values], "cycle": asdict(found)}, lines)


def _trend(code: str, from_date: date, to_date: date, at: datetime, by: Actor) -> Result:
    trend = queries.get_metric_trend(code=code, from_date=from_date, to_date=to_date, at=at, by=by)
    metric = trend.metric
    lines = [
        metric.definition_zh if language() == "zh" else metric.definition_en,
        *(f"  {point.day}  {_number(metric.unit, point.value)}" for point in trend.points),
    ]
    return Result(asdict(trend), lines)


def _documents(code: str, from_date: date, to_date: date, at: datetime, by: Actor) -> Result:
    rows = list(
        queries.list_metric_documents(code=code, from_date=from_date, to_date=to_date, at=at, by=by)
    )
    columns = ("day", "document_type", "document_id", "number", "numerator", "denominator")
    data = [{column: getattr(row, column) for column in columns} for row in rows]
    lines = [
        f"{row['day']}  {row['document_type']:<20}{row['number']:<20}{row['numerator']:.4f}"
        for row in data
    ]
    return Result(data, lines or [text("No documents.", "没有单据。")])


def _shown(value: queries.Value) -> str:
    if value.is_off:
        return text("off", "未启用")
    return f"{_number(value.metric.unit, value.value)} {value.currency}".strip()


def _counted(value: queries.Value) -> str:
    return "" if value.count is None else f"n={value.count}"


def _number(unit: str, value: Decimal | None) -> str:
    if value is None:
        return "–"
    if unit == "RATIO":
        return f"{100 * value:.1f} %"
    if unit == "MONEY":
        return f"{value:,.2f}"
    return f"{value:.2f} {text(*_UNITS[unit])}"
