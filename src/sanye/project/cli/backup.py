"""`sanye backup FILE`."""

import argparse
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from sanye.project.cli.result import Result
from sanye.project.runtime.backup import back_up
from sanye.project.runtime.console import text
from sanye.project.runtime.home import Home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help=text("file to write", "要写入的文件"))


def run(args: argparse.Namespace) -> Result:
    copy = back_up(os.environ["DATABASE_URL"], args.file.absolute())
    Home.of_environment().write("backup", {"ended_at": datetime.now(UTC).isoformat()})
    said = text(
        f"{copy.file}: {copy.bytes:,} bytes in {copy.seconds} s.",
        f"{copy.file}：{copy.bytes:,} 字节，用时 {copy.seconds} 秒。",
    )
    return Result(asdict(copy), [said])
