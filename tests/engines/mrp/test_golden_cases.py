"""Each folder under golden/ is a case worked out by hand: what goes in, what must come out.

Expected files name the columns that matter; rows are compared in the plan's order.
"""

import csv
from pathlib import Path

import pytest

from sanye.engines.mrp import make_plan
from sanye.project.plan_files.building import build_problem
from sanye.project.plan_files.reading import read_tables
from sanye.project.plan_files.writing import write_plan

CASES = sorted(path for path in (Path(__file__).parent / "golden").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_plans_as_worked_out_by_hand(case, tmp_path):
    problem = build_problem(read_tables(case / "input"))

    write_plan(tmp_path, problem, make_plan(problem))

    for expected in sorted((case / "expected").glob("*.csv")):
        columns, rows = _read(expected)
        assert _chosen(tmp_path / expected.name, columns) == rows, expected.name


def _read(path):
    lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    return lines[0], lines[1:]


def _chosen(path, columns):
    header, rows = _read(path)
    return [[row[header.index(column)] for column in columns] for row in rows]
