"""`sanye import FILE --as KIND` and `sanye import adventureworks DIR`."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sanye.kernel.actors import Actor, system_actor
from sanye.kernel.errors import InvalidInput, NotFound
from sanye.kernel.ids import new_id
from sanye.project.cli.companies import actor_named, add_company_argument
from sanye.project.cli.result import Result
from sanye.project.runtime.console import language, text
from sanye.stem.exchange.commands import ImportReport, import_file
from sanye.stem.exchange.kinds import KINDS
from sanye.stem.identity.commands import create_company
from sanye.stem.identity.models import Company

ADVENTUREWORKS = "adventureworks"
_COMPANY = "AW"


class KindNotNamed(InvalidInput):
    code = "project.kind_not_named"
    text_en = "Say what the file holds with --as: {known}."
    text_zh = "请用 --as 指定文件内容：{known}。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", help="CSV or XLSX file, or adventureworks / 文件，或 adventureworks"
    )
    parser.add_argument("folder", nargs="?", type=Path, help="folder of adventureworks / 数据目录")
    parser.add_argument("--as", dest="kind", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--mapping", default="", metavar="NAME", help="saved mapping / 已保存映射")
    parser.add_argument("--dry-run", action="store_true", help="write nothing / 只检查，不写入")
    parser.add_argument(
        "--accept-good", action="store_true", help="write the good rows / 只写入正确的行"
    )
    parser.add_argument(
        "--history",
        action="store_true",
        help="of adventureworks also the finished orders / 同时导入 adventureworks 的历史订单",
    )
    add_company_argument(parser)


def run(args: argparse.Namespace) -> Result:
    if args.file == ADVENTUREWORKS:
        return _adventureworks(args)
    if not args.kind:
        raise KindNotNamed(known=", ".join(KINDS))
    path = Path(args.file)
    if not path.is_file():
        raise NotFound(what=text("File", "文件"), id=path)
    report = import_file(
        kind=args.kind,
        content=path.read_bytes(),
        name=path.name,
        mapping=args.mapping,
        dry_run=args.dry_run,
        accept_good=args.accept_good,
        by=actor_named(args.company),
        at=datetime.now(UTC),
    )
    return Result(_data(report), _lines(report))


def _data(report: ImportReport) -> dict[str, Any]:
    shown = {name: getattr(report, name) for name in ("kind", "rows", "created", "changed")}
    return {
        **shown,
        "unchanged": report.unchanged,
        "is_dry_run": report.is_dry_run,
        "refused": [
            {
                "row": refusal.row,
                "field": refusal.field,
                "code": refusal.code,
                "text": refusal.text(language()),
            }
            for refusal in report.refused
        ],
    }


def _lines(report: ImportReport) -> list[str]:
    counts = text(
        f"{report.rows} rows: {report.created} made, {report.changed} changed,"
        f" {report.unchanged} as they were, {len(report.refused)} errors.",
        f"共 {report.rows} 行：新建 {report.created}，更改 {report.changed}，"
        f"未变 {report.unchanged}，错误 {len(report.refused)}。",
    )
    dry = [text("Dry run: nothing was written.", "试运行：未写入任何数据。")]
    refused = [
        text(f"row {refusal.row}, {refusal.field}: ", f"第 {refusal.row} 行，{refusal.field}：")
        + refusal.text(language())
        for refusal in report.refused
    ]
    return [counts, *(dry if report.is_dry_run else []), *refused]


def _adventureworks(args: argparse.Namespace) -> Result:
    from sanye.connectors.adventureworks import import_adventureworks

    if args.folder is None or not args.folder.is_dir():
        raise NotFound(what=text("Folder", "目录"), id=args.folder or "")
    by = actor_named(args.company) if args.company else _actor()
    report = import_adventureworks(
        args.folder,
        history=args.history,
        by=by,
        at=datetime.now(UTC),
        say=lambda step, seconds: args.console.say(
            f"{step.en}: {seconds:.1f} s", f"{step.zh}：{seconds:.1f} 秒"
        ),
    )
    return Result(report.data(), report.lines(language()), ok=not report.unaccounted)


def _actor() -> Actor:
    """The company AdventureWorks is imported into, made at the first time."""
    company = Company.objects.filter(code=_COMPANY).first()
    if company is not None:
        return system_actor(company.id, "sanye")
    by = system_actor(new_id(), "sanye")
    create_company(
        company_code=_COMPANY,
        name="Adventure Works Cycles",
        country="US",
        functional_currency="USD",
        time_zone="America/Los_Angeles",
        company_id=by.company_id,
        by=by,
        at=datetime.now(UTC),
    )
    return by
