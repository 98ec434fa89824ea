"""Every module of the product, imported, so that what it declares can be looked at."""

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import sanye

SOURCE = Path(sanye.__file__).parent
LEAVES = ("crm", "erp", "insight", "scm")
STEM_MODULES = ("audit", "identity", "jobs", "masterdata")
"""Packages of the stem that are built like a module of a leaf."""


def modules() -> list[Path]:
    """The folders of all modules: `erp/sales_orders` and the like."""
    found = [
        path
        for leaf in LEAVES
        for path in sorted((SOURCE / leaf).iterdir())
        if path.is_dir() and path.name not in {"migrations", "__pycache__"}
    ]
    return found + [SOURCE / "stem" / name for name in STEM_MODULES]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).parts)


@pytest.fixture(scope="session", autouse=True)
def _everything_imported() -> None:
    for module in walk_packages(sanye.__path__, "sanye."):
        if not {"migrations", "project", "relay", "wsgi"} & set(module.name.split(".")):
            import_module(module.name)
