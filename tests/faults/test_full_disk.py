"""The disk of the database fills up under load: a clear refusal, and no repair afterwards."""

import os
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.faults.conftest import ROOM
from tests.faults.installation import Installation, in_soak
from tests.faults.load import FEW, Load, token_of

FULL_SECONDS = 12.0
ROUNDS = 3
SPARE_BYTES = 128 * 1024


def resize(place: Path, size: str) -> bool:
    """False where more is in use already."""
    words = ["mount", "-o", f"remount,size={size}", str(place)]
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


def fill(place: Path) -> None:
    """Leave what is in use now and a few pages, which are used up soon."""
    for _ in range(100):
        state = os.statvfs(place)
        used = (state.f_blocks - state.f_bfree) * state.f_frsize
        if resize(place, str(used + SPARE_BYTES)):
            return
    raise AssertionError(used)


@in_soak
def test_is_refused_in_both_languages_and_goes_on_when_there_is_room(
    installation: Installation, place: Path
) -> None:
    if not place.is_mount():
        pytest.skip("we may not mount a file system here")
    refusals: set[tuple[str, str]] = set()
    bearer = {"Authorization": f"Bearer {token_of(installation)}"}
    with (
        Load(installation, "full", clients=FEW) as load,
        httpx.Client(base_url=installation.url) as http,
    ):
        for _ in range(ROUNDS):
            time.sleep(2)
            fill(place)
            ends = time.monotonic() + FULL_SECONDS
            while time.monotonic() < ends:
                for language in ("en", "zh"):
                    refusals |= ask(http, load, bearer | {"Accept-Language": language})
                time.sleep(0.3)
            assert resize(place, ROOM)

    answer = installation.verified()

    renewed = installation.log.read_text().count("NATS stored nothing")
    print(
        f"{ROUNDS} times full, NATS started again {renewed} times; {load.told()};"
        f" told {sorted(refusals)}; {len(answer['checks'])} checks"
    )
    load.check()
    assert installation.up is not None
    assert installation.up.poll() is None
    full = {words for code, words in refusals if code == "stem.http.database_full"}
    assert any("no room left" in words for words in full)
    assert any("空间已满" in words for words in full)


def ask(http: httpx.Client, load: Load, headers: dict[str, str]) -> set[tuple[str, str]]:
    """What somebody is told who wants to write now: code and words."""
    body = load.order_of("a full disk")
    try:
        answer = http.post("/api/v1/sales-orders", json=body, headers=headers, timeout=15)
    except httpx.TransportError:
        return set()
    if answer.is_success:
        return set()
    problem = answer.json()
    return {(problem["code"], problem["detail"])}
