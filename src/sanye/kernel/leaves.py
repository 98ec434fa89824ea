"""Switching a leaf on: its handlers of others' facts, its invariants, the files it reads."""

from collections.abc import Collection
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

PARTS = ("handlers", "checks", "exchange")


def switch_on(leaf: str, leaves: Collection[str]) -> None:
    """Import handlers, checks and kinds of files of every module of a leaf, if it is on."""
    if leaf not in leaves:
        return
    package = import_module(f"sanye.{leaf}")
    for module in iter_modules(package.__path__):
        for part in PARTS:
            path = f"sanye.{leaf}.{module.name}.{part}"
            if module.ispkg and find_spec(path) is not None:
                import_module(path)
