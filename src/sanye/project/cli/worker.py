"""`sanye worker`."""

import argparse

from sanye.project.cli.arguments import whole_number
from sanye.project.cli.result import Result
from sanye.project.runtime.console import text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--concurrency",
        type=whole_number(1),
        default=4,
        help=text("jobs at a time", "同时执行的任务数"),
    )


def run(args: argparse.Namespace) -> Result:
    from sanye.project.runtime.worker import work

    return Result(ok=work(concurrency=args.concurrency) == 0)
