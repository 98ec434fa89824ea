"""`sanye up`."""

import argparse

from sanye.project.cli.arguments import port, whole_number
from sanye.project.cli.result import Result
from sanye.project.runtime.console import text
from sanye.project.runtime.supervisor import Supervisor, Wishes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=port, default=8000)
    parser.add_argument(
        "--workers", type=whole_number(1), default=2, help=text("worker processes", "后台进程数")
    )
    parser.add_argument(
        "--no-demo", action="store_true", help=text("no demo company", "不建立演示公司")
    )
    parser.add_argument(
        "--journey",
        action="store_true",
        help=text(
            "where the demo company is new: push one order through and tell it",
            "演示公司首次建立时，推动一张订单走完全程并打印",
        ),
    )


def run(args: argparse.Namespace) -> Result:
    wishes = Wishes(args.host, args.port, args.workers, not args.no_demo, args.journey)
    Supervisor(args.home, wishes, args.console).run()
    return Result({"stopped": True})
