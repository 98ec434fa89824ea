"""When Python searches for circular garbage, and in what."""

import gc

import pytest

from sanye.kernel.garbage import SELDOM, loading, not_collecting


@pytest.mark.parametrize("was_enabled", [True, False])
def test_the_search_is_put_off_and_then_as_it_was(was_enabled: bool) -> None:
    before = gc.isenabled()
    (gc.enable if was_enabled else gc.disable)()
    try:
        with not_collecting():
            meanwhile = gc.isenabled()
        assert (meanwhile, gc.isenabled()) == (False, was_enabled)
    finally:
        (gc.enable if before else gc.disable)()


def test_what_was_loaded_is_searched_no_more_and_the_rest_seldom() -> None:
    before, usual = gc.get_freeze_count(), gc.get_threshold()
    try:
        with loading():
            loaded = [[] for _ in range(100)]
        assert gc.get_freeze_count() >= before + len(loaded)
        assert not any(one is loaded for one in gc.get_objects())
        assert gc.get_threshold() == SELDOM
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
