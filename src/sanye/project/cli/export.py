"""`sanye export KIND FILE`."""

import argparse
import os
from collections.abc import Iterable
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
    size = _write(args.file.resolve(), pieces)
    said = text(f"{args.file}: {size:,} bytes.", f"{args.file}：{size:,} 字节。")
    return Result({"file": str(args.file), "kind": args.kind, "bytes": size}, [said])


def _write(file: Path, pieces: Iterable[bytes]) -> int:
    """Beside it first: whoever reads the file has all of the rows, or those of the time before."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.part")
    size = 0
    try:
        with draft.open("wb") as out:
            for piece in pieces:
                size += out.write(piece)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return size
