"""`sanye migrate`."""

import argparse

from sanye.project.cli.result import Result
from sanye.project.runtime.console import text
from sanye.project.runtime.first_start import load_demo_once
from sanye.project.runtime.migration import (
    make_cursors_valid,
    migrate,
    open_cursors,
    pending_migrations,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check",
        action="store_true",
        help=text("change nothing; code 1 if something is pending", "只检查，有待执行项时返回 1"),
    )
    parser.add_argument(
        "--then-demo",
        action="store_true",
        help=text("then make the demo company if there is none", "随后在尚无公司时建立演示公司"),
    )
    parser.add_argument("--quiet", action="store_true", help=text("say nothing", "不输出文字"))


def run(args: argparse.Namespace) -> Result:
    if args.check:
        pending = pending_migrations()
        return Result({"pending": pending}, pending, ok=not pending)
    applied = migrate()
    rebased = make_cursors_valid()
    open_cursors(is_newer=bool(applied))
    loaded = load_demo_once(args.home, args.console) if args.then_demo else False
    lines = [text(f"Migrations applied: {len(applied)}.", f"已执行的迁移：{len(applied)}。")]
    if rebased:
        lines.append(
            text(
                f"Cursors of a restored database re-based: {rebased}.",
                f"已重新定位恢复的数据库的游标：{rebased}。",
            )
        )
    if loaded:
        lines.append(text("The demo company was made.", "已建立演示公司。"))
    return Result(
        {"applied": applied, "rebased": rebased, "demo": loaded}, [] if args.quiet else lines
    )
