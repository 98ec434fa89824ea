"""Every module of the product, imported, so that all commands and queries are registered."""

from importlib import import_module
from pkgutil import walk_packages

import pytest

import sanye

NOT_IMPORTED = {"migrations", "project", "relay", "wsgi"}


def import_everything() -> None:
    for module in walk_packages(sanye.__path__, "sanye."):
        if not NOT_IMPORTED & set(module.name.split(".")):
            import_module(module.name)


@pytest.fixture(scope="session", autouse=True)
def _everything_imported() -> None:
    import_everything()
