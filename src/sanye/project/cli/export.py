"""`sanye export KIND FILE`."""

import argparse
from pathlib import Path

from sanye.project.cli.companies import actor_named, add_company_argument
from sanye.project.cli.result import Result
from sanye.project.runtime.console import text
from sanye.stem.exchange.kinds import KINDS
from sanye.stem.exchange.queries import get_export


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("file", type=Path, help="file to write: .csv or .xlsx / 要写入的文件")
    add_company_argument(parser)


def run(args: argparse.Namespace) -> Result:
    by = actor_named(args.company)
    pieces = get_export(kind=args.kind, file_format=args.file.suffix.lstrip("."), by=by)
    size = 0
    with args.file.open("wb") as file:
        for piece in pieces:
            size += file.write(piece)
    said = text(f"{args.file}: {size:,} bytes.", f"{args.file}：{size:,} 字节。")
    return Result({"file": str(args.file), "kind": args.kind, "bytes": size}, [said])
