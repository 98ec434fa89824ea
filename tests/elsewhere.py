"""What somebody else does meanwhile."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def elsewhere(act: Callable[[], Any]) -> None:
    """In a thread with a connection of its own; what it does is committed when this returns, and
    what it raises is raised here."""

    def work() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()
