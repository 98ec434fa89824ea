"""`sanye verify`: every invariant on the live database, each with its count."""

import argparse
from dataclasses import asdict

from sanye.project.cli.companies import add_company_argument, companies_named
from sanye.project.cli.result import Result
from sanye.project.runtime.console import text
from sanye.project.verification import Finding, verify, wait_until_quiet

SHOWN_PROBLEMS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_company_argument(parser)
    parser.add_argument(
        "--wait",
        type=float,
        default=30.0,
        metavar="SECONDS",
        help="wait so long for cursors to be at the tail / 等待游标处理完毕的秒数",
    )


def run(args: argparse.Namespace) -> Result:
    companies = companies_named(args.company)
    is_quiet = wait_until_quiet([company.id for company in companies], args.wait)
    findings = [item for company in companies for item in verify(company.id, company.code)]
    ok = is_quiet and not any(item.problems for item in findings)
    data = {"ok": ok, "is_quiet": is_quiet, "checks": [asdict(item) for item in findings]}
    return Result(data, _lines(findings, is_quiet=is_quiet, ok=ok), ok=ok)


def _lines(findings: list[Finding], *, is_quiet: bool, ok: bool) -> list[str]:
    lines = [line for item in findings for line in _lines_of(item)]
    if not is_quiet:
        lines.append(text("Cursors are still at work.", "游标仍在处理事件。"))
    broken = sum(1 for item in findings if item.problems)
    lines.append(
        text(f"{len(findings)} checks, all hold.", f"共 {len(findings)} 项检查，全部成立。")
        if ok
        else text(
            f"{len(findings)} checks, {broken} broken.",
            f"共 {len(findings)} 项检查，{broken} 项不成立。",
        )
    )
    return lines


def _lines_of(item: Finding) -> list[str]:
    state = text("BROKEN", "不成立") if item.problems else "ok"
    head = f"{item.company:<12}{item.check:<56}{item.checked:>9}  {state}"
    more = len(item.problems) - SHOWN_PROBLEMS
    rest = [text(f"    … and {more} more", f"    …… 另有 {more} 处")] if more > 0 else []
    return [head, *(f"    {problem}" for problem in item.problems[:SHOWN_PROBLEMS]), *rest]
