"""Every leaf can be switched off; the others go on and say clearly what is not there."""

import json
import os
import subprocess
import sys

import pytest

LEAVES = ("crm", "erp", "scm", "insight")

PROGRAM = """
import json, django; django.setup()
from django.urls import get_resolver
from sanye.project.urls import api
from sanye.kernel.checks import all_checks
from sanye.kernel.ports import all_ports, LeafOff
from sanye.stem.events.cursors import registered_cursors

def refusal(port):
    try:
        port(None)
    except LeafOff as off:
        return [off.code, off.data["leaf"], off.text("zh")]
    except Exception:
        return None

print(json.dumps({
    "paths": sorted(api.get_openapi_schema()["paths"]),
    "cursors": sorted(registered_cursors),
    "checks": sorted(all_checks),
    "ports": {name: refusal(port) for name, port in all_ports.items()},
}))
"""

DOORS = {
    "crm": "/api/v1/quotations",
    "erp": "/api/v1/sales-orders",
    "scm": "/api/v1/planning/runs",
    "insight": "/api/v1/journeys/{number}",
}


def describe(*leaves: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "sanye.project.settings",
            "SANYE_LEAVES": ",".join(leaves),
            "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("off", LEAVES)
def test_a_leaf_that_is_off_has_no_doors_cursors_checks_or_answers(off: str) -> None:
    on = [leaf for leaf in LEAVES if leaf != off]

    told = describe(*on)

    for leaf, door in DOORS.items():
        assert (door in told["paths"]) == (leaf != off), leaf  # type: ignore[operator]
    for kind in ("cursors", "checks"):
        leaves = {name.split(".")[0] for name in told[kind]}  # type: ignore[attr-defined]
        assert off not in leaves
        assert "stem" in leaves or kind == "cursors"
    for name, refused in told["ports"].items():  # type: ignore[attr-defined]
        if name.startswith(f"{off}."):
            assert refused[:2] == ["leaf_off", off]
            assert off in refused[2]
        else:
            assert refused is None or refused[0] != "leaf_off", f"nobody answers {name}"
