"""The clock of the machine is set while orders come in: ten minutes ahead, then ten behind."""

import json
import time

import pytest

from tests.faults.installation import Installation, in_soak
from tests.faults.load import FEW, Load, signed_in

STEPS = (600, -600, 0)
BETWEEN_SECONDS = 6.0
LONGEST_WAIT_SECONDS = 120


@in_soak
def test_a_step_of_the_clock_doubles_and_stops_nothing(installation: Installation) -> None:
    clock = installation.clock
    if clock is None or not clock.can_step:
        pytest.skip("no C compiler here to make a clock that can be stepped")
    logins = json.loads((installation.home / "logins.json").read_text())["logins"]
    person = next(one for one in logins if one["role"] == "SALES")
    failed = failed_jobs(installation)
    with (
        Load(installation, "clock", clients=FEW) as load,
        signed_in(installation, person) as session,
    ):
        before = load.place("before")
        try:
            for step in STEPS:
                clock.step_to(step)
                time.sleep(BETWEEN_SECONDS)
                assert offset_of(installation) == pytest.approx(step, abs=30)
                assert session.get("/session").status_code == 200
                assert load.place("before")["id"] == before["id"]
                load.place(f"at{step}")
                assert is_handled(installation, f"clock-at{step}"), step
        finally:
            clock.step_to(0)

    answer = installation.verified()

    print(f"{len(STEPS)} steps; {load.told()}; {len(answer['checks'])} checks")
    load.check()
    assert failed_jobs(installation) == failed


def offset_of(installation: Installation) -> float:
    """How far the clock of PostgreSQL is from ours, in seconds."""
    read = installation.rows("SELECT extract(epoch FROM clock_timestamp())::float8")
    return float(read[0][0]) - time.time()


def failed_jobs(installation: Installation) -> list[tuple[str]]:
    return installation.rows("SELECT name FROM stem_job WHERE state = 'FAILED' ORDER BY id")


def is_handled(installation: Installation, reference: str) -> bool:
    """Whether a projection learns of an order, whatever the clock says."""
    ends = time.monotonic() + LONGEST_WAIT_SECONDS
    while time.monotonic() < ends:
        if installation.rows(
            "SELECT 1 FROM insight_order_fact f JOIN erp_sales_order o ON o.id = f.order_id"
            " WHERE o.customer_reference = %s",
            reference,
        ):
            return True
        time.sleep(0.2)
    return False
