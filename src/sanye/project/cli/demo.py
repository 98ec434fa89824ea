"""`sanye demo`: the demo company, made once, and the logins of its people."""

import argparse

from sanye.project.cli.result import Result
from sanye.project.runtime.console import text
from sanye.project.runtime.first_start import load_demo_once
from sanye.project.runtime.migration import migrate, open_cursors


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--size",
        type=str.upper,
        choices=["FULL", "SMALL"],
        default="",
        help=text(
            "all of it or two products (default: SANYE_DEMO, or FULL)",
            "完整公司或仅两种产品（默认取 SANYE_DEMO，否则为 FULL）",
        ),
    )


def run(args: argparse.Namespace) -> Result:
    open_cursors(is_newer=bool(migrate()))
    loaded = load_demo_once(args.home, args.console, size=args.size)
    logins = args.home.read("logins").get("logins", [])
    said = (
        text("The demo company was made.", "已建立演示公司。")
        if loaded
        else text("There is a company already; nothing was made.", "已有公司，未作改动。")
    )
    lines = [f"  {each['role']:<16}{each['login']:<16}{each['password']}" for each in logins]
    return Result({"loaded": loaded, "logins": logins}, [said, *lines])
