"""Every process that starts Django can read every event of the log."""

import os
import subprocess
import sys
from pathlib import Path

from tools.contracts import generated

ROOT = Path(__file__).parents[2]
SCRIPT = (
    "import django; django.setup(); from sanye.kernel.events import event_types;"
    "print(*event_types(), sep=chr(10))"
)


def test_a_process_that_only_reads_the_log_knows_every_event() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "sanye.project.settings",
            "PYTHONPATH": str(ROOT / "src"),
            "SANYE_LEAVES": "crm",
        },
    )

    wanted = {path.stem for path in generated() if path.name != "asyncapi.json"}
    assert wanted <= set(answer.stdout.split())
