"""`sanye web`."""

import argparse

from sanye.project.cli.arguments import port, whole_number
from sanye.project.cli.result import Result
from sanye.project.runtime.console import text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=port, default=8000)
    parser.add_argument(
        "--workers", type=whole_number(1), default=2, help=text("processes", "进程数")
    )
    parser.add_argument(
        "--threads",
        type=whole_number(1),
        default=4,
        help=text("threads per process", "每进程线程数"),
    )


def run(args: argparse.Namespace) -> Result:
    from sanye.project.runtime.web import serve

    serve(host=args.host, port=args.port, workers=args.workers, threads=args.threads)
    return Result()
