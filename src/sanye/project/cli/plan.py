"""`sanye plan`: a planning run on a folder of CSV files, without a database."""

import argparse
from collections import Counter
from pathlib import Path
from time import perf_counter

from sanye.engines.mrp import make_plan
from sanye.kernel.garbage import not_collecting
from sanye.project.cli.result import Result
from sanye.project.plan_files.building import build_problem
from sanye.project.plan_files.reading import read_tables
from sanye.project.plan_files.writing import write_plan
from sanye.project.runtime.console import text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True, help="folder to read / 输入文件夹")
    parser.add_argument("--output", type=Path, required=True, help="folder to write / 输出文件夹")


def run(args: argparse.Namespace) -> Result:
    with not_collecting():
        return _plan(args.input, args.output)


def _plan(source: Path, target: Path) -> Result:
    started = perf_counter()
    problem = build_problem(read_tables(source))
    plan = make_plan(problem)
    counts = write_plan(target, problem, plan)
    actions = dict(sorted(Counter(str(message.action) for message in plan.messages).items()))
    seconds = round(perf_counter() - started, 3)
    data = {"as_of": problem.as_of, "rows": counts, "actions": actions, "seconds": seconds}
    return Result(data, _lines(target, counts, actions, seconds))


def _lines(
    folder: Path, counts: dict[str, int], actions: dict[str, int], seconds: float
) -> list[str]:
    title = text(
        f"Planned in {seconds} s, written to {folder}",
        f"计划完成，用时 {seconds} 秒，已写入 {folder}",
    )
    lines = [title, *(f"  {name + '.csv':<24}{count}" for name, count in counts.items())]
    return lines + [f"    {name:<22}{count}" for name, count in actions.items()]
