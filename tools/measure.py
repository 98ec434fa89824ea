"""Sizes of the code: files and functions (median, 95th percentile, largest), modules, ports."""

import ast
import statistics
import sys
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "sanye"


def main() -> None:
    files = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
    lengths = {str(path.relative_to(SOURCE)): len(path.read_text().splitlines()) for path in files}
    _show("files", {name: lines for name, lines in lengths.items() if lines})
    _show("functions", {name: lines for path in files for name, lines in _functions(path)})
    ports = [path for path in files if path.name in ("ports.py", "holds.py")]
    declared = sum(
        path.read_text().count("Port(") + path.read_text().count("Port[") for path in ports
    )
    sys.stdout.write(f"ports      {declared} declared in {len(ports)} files\n")


def _functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text())
    return [
        (f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}", _lines_of(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _show(what: str, sizes: dict[str, int]) -> None:
    ordered = sorted(sizes.values())
    middle, high = statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))]
    sys.stdout.write(
        f"{what:<10} {len(ordered)}, lines {sum(ordered)}, median {middle:g}, "
        f"95th percentile {high}, largest {ordered[-1]}\n"
    )
    for name in sorted(sizes, key=lambda name: -sizes[name])[:5]:
        sys.stdout.write(f"    {sizes[name]:>5}  {name}\n")


if __name__ == "__main__":
    main()
