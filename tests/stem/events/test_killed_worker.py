"""A worker process that dies in the middle of a batch."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection

from sanye.kernel.ids import new_id
from sanye.stem.events.cursors import Cursor
from tests.stem.events.conftest import BellRung, Notes, ring

WORKER = """
import os, sys, time, uuid, datetime
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.db import connection
from sanye.stem.events.advancing import advance
from sanye.stem.events.cursors import Cursor
from tests.stem.events.conftest import BellCracked, BellRung, Notes

cursor = Cursor("test.listener", kind=sys.argv[3], batch_size=50)

@cursor.on(BellRung, BellCracked)
def listen(batch, *, by, at):
    for recorded in batch:
        Notes().write("test.listener", recorded)
        print("handled", recorded.position, flush=True)
        time.sleep(0.02)

while True:
    advance(cursor, uuid.UUID(sys.argv[2]), at=datetime.datetime.now(datetime.UTC))
"""


def start_worker(company: UUID, kind: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(company), kind],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "sanye.project.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        stdout=subprocess.PIPE,
    )


def test_what_a_killed_worker_was_doing_is_done_once_by_the_next(
    company: UUID,
    at: datetime,
    make_cursor: Callable[..., Cursor],
    notes: Notes,
    drain: Callable[..., int],
) -> None:
    cursor = make_cursor(kind="REACTION", batch_size=50)
    for count in range(40):
        ring(company, BellRung(bell_id=new_id(), count=count), at=at)

    for lines_before_death in (1, 13, 25):
        worker = start_worker(company, "REACTION")
        assert worker.stdout is not None
        for _ in range(lines_before_death):
            assert worker.stdout.readline()
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    time.sleep(0.2)
    assert notes.positions(cursor.name) == []
    handled = drain(cursor, company_id=company, at=at)

    assert handled == 40
    assert len(set(notes.positions(cursor.name))) == len(notes.positions(cursor.name)) == 40
