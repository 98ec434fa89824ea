"""The other leaves are played by the tests: only our own cursors run."""

from collections.abc import Callable

import pytest

from sanye.stem.events.cursors import registered_cursors


@pytest.fixture
def settle(run_cursors: Callable[..., int]) -> Callable[..., int]:
    """Let planning and promising handle everything until nothing is left."""

    def run(**options: object) -> int:
        return run_cursors(*[n for n in registered_cursors if n.startswith("scm.")], **options)

    return run
