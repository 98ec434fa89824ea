"""`sanye loop`: the outside world played for some orders, through the API of the running server."""

import argparse
from dataclasses import asdict, fields
from decimal import Decimal, InvalidOperation

from sanye.project.cli.arguments import whole_number
from sanye.project.cli.companies import add_company_argument, company_named
from sanye.project.cli.result import Result
from sanye.project.loop.playing import SEED, Report, play
from sanye.project.loop.shares import Shares
from sanye.project.runtime.console import text

SHARES = {
    "late": "suppliers' confirmations with a later day / 供应商推迟交期的采购订单",
    "failed": "received lots that fail in part / 部分不合格的来料批次",
    "complaints": "delivered orders complained about / 被投诉的已交付订单",
    "returns": "delivered orders with goods sent back, among those / 其中退货的订单",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_company_argument(parser)
    parser.add_argument(
        "--orders", type=whole_number(1), default=1, metavar="N", help="orders / 订单数"
    )
    parser.add_argument("--url", help="the server / 服务器地址")
    parser.add_argument("--seed", type=int, default=SEED, help="choice of items / 随机种子")
    for one in fields(Shares):
        said = f"share of {SHARES[one.name]} (0–1, {one.default})"
        parser.add_argument(
            f"--{one.name}", type=share_of, default=one.default, metavar="SHARE", help=said
        )


def share_of(given: str) -> Decimal:
    """A share from 0 to 1. Raises ArgumentTypeError."""
    try:
        share = Decimal(given)
    except InvalidOperation:
        share = Decimal(-1)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(text("must be from 0 to 1", "必须在 0 到 1 之间"))
    return share


def run(args: argparse.Namespace) -> Result:
    report = play(
        company_named(args.company),
        orders=args.orders,
        base_url=args.url or args.home.web_address,
        tell=args.console.line,
        seed=args.seed,
        shares=Shares(**{one.name: getattr(args, one.name) for one in fields(Shares)}),
    )
    return Result(asdict(report), lines_of(report))


def lines_of(report: Report) -> list[str]:
    """Seconds per stage, in all and per order."""
    count = max(len(report.orders), 1)
    head = text("seconds", "秒")
    each = text("per order", "每单")
    lines = [f"{'':<32}{head:>10}{each:>12}"]
    for stage, seconds in report.seconds.items():
        lines.append(f"{stage:<32}{seconds:>10.2f}{seconds / count:>12.3f}")
    total = sum(report.seconds.values())
    lines.append(f"{text('all', '合计'):<32}{total:>10.2f}{total / count:>12.3f}")
    counted = ", ".join(f"{number} {what}" for what, number in report.counts.items())
    return [*lines, counted]
