"""Any process can read any event of the log, whatever it imported before."""

import os
import subprocess
import sys

from sanye.kernel.events import event_types

PROGRAM = """
import django; django.setup()
from sanye.kernel.events import event_types
print("\\n".join(event_types()))
"""


def test_a_process_knows_every_event_once_it_is_set_up() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "sanye.project.settings",
            "SANYE_LEAVES": "",
            "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
        },
        capture_output=True,
        text=True,
        check=True,
    )

    ours = {name for name in event_types() if not name.startswith("sanye.test.")}
    assert set(done.stdout.split()) == ours
    assert len(ours) > 50
