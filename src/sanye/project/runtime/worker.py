"""The worker process: cursors over the event log, those among them that wait for another server,
webhooks and jobs, each in a thread of its own.

Where the database goes away each waits for it to come back. One ending by itself ends the process
with code 1, and the supervisor starts it again. A job that does not end soon is left: it is put
back into the queue, as are those of a worker that died.
"""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import psycopg
import structlog

from sanye.kernel.seldom import Seldom
from sanye.project.runtime.process import end_with_parent
from sanye.project.runtime.sessions import limit_sessions

_LOG = structlog.get_logger("sanye.worker")
_PAUSE_SECONDS = 0.5
_CLOCK_SET_BACK = 60
"""Seconds after which jobs begin anew: schedules would wait for the time that the clock showed."""
_JOB_SECONDS = 10
"""A job may take after the worker was asked to end: nobody follows the events meanwhile."""
_THINKING_SECONDS = 1800
"""Plans and forecasts take minutes between what they read and what they write."""


def work(*, concurrency: int) -> int:
    """Work until SIGINT or SIGTERM; returns the exit code. Django is set up by the caller."""
    from sanye.stem.events.worker import run_worker
    from sanye.stem.webhooks.worker import run_webhooks

    end_with_parent()
    limit_sessions(thinking=_THINKING_SECONDS)
    stop = threading.Event()

    def stop_soon(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop_soon)
    parts = [
        _Part("cursors", lambda: run_worker(stop.is_set, is_apart=False), stop),
        _Part("relay", lambda: run_worker(stop.is_set, is_apart=True), stop),
        _Part("webhooks", lambda: run_webhooks(stop.is_set), stop),
        _Part("jobs", lambda: _follow_jobs(stop, concurrency), stop),
    ]
    for part in parts:
        part.start()
    while not stop.wait(0.5):
        pass
    *others, jobs = parts
    for part in others:
        part.join()
    jobs.join(_JOB_SECONDS + 2 * _PAUSE_SECONDS)
    code = 1 if any(part.failed for part in parts) else 0
    if jobs.is_alive():
        _LOG.warning("jobs_left")
        logging.shutdown()
        os._exit(code)  # threads cannot be ended, and would be waited for
    return code


class _Part(threading.Thread):
    """A thread whose end, whatever its reason, asks the others to end."""

    def __init__(self, name: str, target: Callable[[], None], stop: threading.Event) -> None:
        super().__init__(name=name)
        self.failed = False
        self._work = target
        self._stop_all = stop

    def run(self) -> None:
        try:
            self._work()
            self.failed = not self._stop_all.is_set()
        except Exception:  # noqa: BLE001  logged; the process ends with code 1
            self.failed = True
            _LOG.exception("worker_part_failed", part=self.name)
        finally:
            self._stop_all.set()


def _follow_jobs(stop: threading.Event, concurrency: int) -> None:
    """procrastinate's worker ends where its connection is lost, with an error or without."""
    from procrastinate.exceptions import ConnectorException

    pauses = Seldom()
    while not stop.is_set():
        try:
            asyncio.run(_run_jobs(stop, concurrency))
        except (ConnectorException, psycopg.OperationalError) as error:
            if pauses.is_time():
                _LOG.warning("jobs_pause", error=repr(error.__cause__ or error))
        stop.wait(_PAUSE_SECONDS)


async def _run_jobs(stop: threading.Event, concurrency: int) -> None:
    """procrastinate's worker on connections of its own.

    The shared app is not re-connected: a job that is deferred by a cursor in this process stays in
    the transaction of Django's connection. What runs by the clock is put into the queue by Django's
    connection of a thread of asgiref's, which nobody else would replace once it is broken.
    """
    from asgiref.sync import sync_to_async
    from django.db import close_old_connections
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from sanye.stem.jobs.running import catch_up

    await sync_to_async(close_old_connections)()
    jobs = app.with_connector(DjangoConnector().get_worker_connector())
    async with jobs.open_async():
        await catch_up(jobs)
        worker = asyncio.create_task(
            jobs.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                shutdown_graceful_timeout=_JOB_SECONDS,
                delete_jobs="successful",
            )
        )
        latest = time.time()
        while not stop.is_set() and not worker.done() and latest - time.time() < _CLOCK_SET_BACK:
            latest = max(latest, time.time())
            await asyncio.sleep(0.1)
        worker.cancel()  # it finishes the jobs it has begun
        with suppress(asyncio.CancelledError):
            await worker
