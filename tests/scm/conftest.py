"""The other leaves are played by the tests: only our own cursors run."""

from collections.abc import Callable

import pytest

from sanye.stem.events.cursors import registered_cursors


@pytest.fixture
def settle(run_cursors: Callable[..., int]) -> Callable[..., int]:
    """Let our cursors handle everything until nothing is left; `again(name)`: from the start."""

    def run(**options: object) -> int:
        return run_cursors(*[n for n in registered_cursors if n.startswith("scm.")], **options)

    def again(name: str) -> None:
        run_cursors.positions.pop(name)  # type: ignore[attr-defined]

    run.again = again  # type: ignore[attr-defined]
    return run
