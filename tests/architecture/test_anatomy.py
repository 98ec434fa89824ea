"""What a module says of itself, and where the clock is read."""

import ast

import pytest

from tests.architecture.conftest import SOURCE, modules, name_of

DOORS_TO_THE_CLOCK = {
    "advancing",
    "authentication",
    "connectors",
    "http",
    "project",
    "relay",
    "running",
    "worker",
}
CLOCKS = {("datetime", "now"), ("date", "today"), ("datetime", "utcnow"), ("datetime", "today")}
INSIDE = [
    path
    for path in SOURCE.rglob("*.py")
    if not {*path.parts, path.stem} & (DOORS_TO_THE_CLOCK | {"migrations"})
]


@pytest.mark.parametrize("module", modules(), ids=name_of)
def test_a_module_says_what_it_is(module):
    tree = ast.parse((module / "__init__.py").read_text())

    assert ast.get_docstring(tree), "one sentence in __init__.py"
    assert (module / "README.md").exists(), "one page: what it owns, invariants, events in and out"


def test_the_clock_is_read_at_a_door():
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in INSIDE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and _called(node) in CLOCKS
    ]

    assert found == [], "take `at` and hand it inwards"


def _called(node: ast.Call) -> tuple[str, str] | None:
    function = node.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return (function.value.id, function.attr)
    return None
