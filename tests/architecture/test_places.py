"""Every file has its place in the anatomy of a module, and stays of a size one can read."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "sanye"
LEAVES = ("crm", "erp", "scm")
PARTS = {
    "__init__",
    "checks",
    "commands",
    "domain",
    "errors",
    "exchange",
    "handlers",
    "http",
    "jobs",
    "models",
    "publishing",
    "queries",
}
FORBIDDEN = {"utils", "helpers", "services", "signals", "managers"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def sources() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def modules() -> list[Path]:
    """Folders of the leaves' modules."""
    return [
        path
        for leaf in LEAVES
        for path in sorted((SOURCE / leaf).iterdir())
        if path.is_dir() and path.name not in ("__pycache__", "migrations")
    ]


@pytest.mark.parametrize("module", modules(), ids=lambda path: f"{path.parent.name}.{path.name}")
def test_a_module_has_no_file_without_a_place(module: Path) -> None:
    found = {path.stem for path in module.iterdir() if path.suffix == ".py" or path.is_dir()}

    assert found - PARTS - {"__pycache__"} == set()


def test_no_file_is_named_after_nothing() -> None:
    assert [str(path) for path in sources() if path.stem in FORBIDDEN] == []


def test_files_are_short_enough_to_read() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in sources()}

    assert {str(path): n for path, n in lengths.items() if n > LONGEST_FILE} == {}


def test_functions_are_short_enough_to_read() -> None:
    found = [
        f"{path}:{node.lineno} {node.name}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]

    assert found == []
