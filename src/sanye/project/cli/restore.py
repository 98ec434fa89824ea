"""`sanye restore FILE`: into an empty database; afterwards cursors go on where they stood."""

import argparse
import os
from dataclasses import asdict
from pathlib import Path

from sanye.project.cli.result import Result
from sanye.project.runtime.backup import restore
from sanye.project.runtime.console import text
from sanye.project.runtime.migration import migrate, open_cursors
from sanye.stem.events.rebasing import rebase_cursors


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help=text("file to read", "要读取的文件"))


def run(args: argparse.Namespace) -> Result:
    copy = restore(os.environ["DATABASE_URL"], args.file.absolute())
    migrated = migrate()
    cursors = rebase_cursors()
    open_cursors(is_newer=bool(migrated))
    said = text(
        f"{copy.file} is restored in {copy.seconds} s; cursors re-based: {cursors}, "
        f"migrations applied: {len(migrated)}.",
        f"{copy.file} 已恢复，用时 {copy.seconds} 秒；重新定位的游标：{cursors}，"
        f"已执行的迁移：{len(migrated)}。",
    )
    return Result(asdict(copy) | {"cursors": cursors, "migrations": migrated}, [said])
