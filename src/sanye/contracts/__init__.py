"""What the leaves publish to each other: events, ports and holds."""

from importlib import import_module
from pkgutil import walk_packages


def declare_all() -> None:
    """Import every contract, so that every event that may stand in a log is known.

    A process that only reads the log (a worker) needs this: facts of a module it has not imported,
    or of a leaf that is switched off, are there all the same.
    """
    for module in walk_packages(__path__, f"{__name__}."):
        import_module(module.name)
