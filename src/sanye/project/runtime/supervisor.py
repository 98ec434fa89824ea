"""`sanye up`: starts everything in order, keeps it running, and stops it in the opposite order."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

from sanye.kernel.errors import Refusal
from sanye.project.runtime.child import Child
from sanye.project.runtime.console import Console
from sanye.project.runtime.errors import AlreadyRunning, PortTaken, PreparationFailed
from sanye.project.runtime.home import Home
from sanye.project.runtime.process import port_is_free
from sanye.project.runtime.servers import Servers

_LOOK_SECONDS = 0.2
_READY_SECONDS = 60
_ASK_SECONDS = 3.0
"""How often NATS is asked whether it can do its work, and logs are looked at."""
_STUCK = {
    "NATS": (
        "NATS stored nothing any more (see its log).",
        "NATS 已无法存储消息（见其日志）。",
    ),
    "PostgreSQL": (
        "PostgreSQL was upgraded on this machine.",
        "本机的 PostgreSQL 已升级。",
    ),
}
_PAUSE_SECONDS = 2.0
"""Before a server that did not start is started again."""


@dataclass(frozen=True)
class Wishes:
    """What `sanye up` was asked for."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    demo: bool = True
    journey: bool = False

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


class Supervisor:
    """The parent of all processes of one home."""

    def __init__(self, home: Home, wishes: Wishes, console: Console) -> None:
        self._home = home
        self._wishes = wishes
        self._console = console
        self._servers = Servers(home)
        self._asked_to_stop = threading.Event()
        self._demo_is_new = False
        self._asked_at = 0.0
        web = ["--host", wishes.host, "--port", str(wishes.port)]
        self._children = [
            *(Child(home, "worker") for _ in range(wishes.workers)),
            Child(home, "web", web),
        ]

    def run(self) -> None:
        """Until SIGINT, SIGTERM or the end of the terminal. Raises AlreadyRunning, PortTaken, or
        what a server's start refuses.
        """
        lock = self._home.lock("up")
        if not lock.take(shared=False, wait=False):
            raise AlreadyRunning(**{"pid": "?", "address": "?"} | self._home.read("up"))
        if not port_is_free(self._wishes.port, self._wishes.host):
            raise PortTaken(
                host=self._wishes.host, port=self._wishes.port, other=self._wishes.port + 1
            )
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)
        try:
            self._start()
            self._keep()
        finally:
            self._stop()
            lock.release()

    def _stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_stop.set()

    def _start(self) -> None:
        self._write_facts()
        self._servers.start().to_environment()
        for server in self._servers.running:
            self._console.say(
                f"{server.name} {server.version} runs on 127.0.0.1:{server.port}.",
                f"{server.name} {server.version} 已运行于 127.0.0.1:{server.port}。",
            )
        known = self._home.read("logins")
        demo = "--then-demo" if self._wishes.demo else "--quiet"
        if self._call("sanye.project.cli", "migrate", demo) != 0:
            raise PreparationFailed()
        self._demo_is_new = self._home.read("logins") != known
        if self._asked_to_stop.is_set():
            return
        for child in self._children:
            child.start()
        self._write_facts()
        self._wait_for_web()
        if self._asked_to_stop.is_set():
            return
        self._greet()

    def _greet(self) -> None:
        self._console.say(
            f"Sanye is ready: {self._wishes.address}", f"三叶已就绪：{self._wishes.address}"
        )
        for login in self._home.read("logins").get("logins", []):
            self._console.line(f"  {login['role']:<14} {login['login']:<20} {login['password']}")
        if self._wishes.journey and self._demo_is_new:  # never into data that was there before
            self._call("sanye.project.runtime.first_start")
        self._console.say("Stop with Ctrl-C.", "按 Ctrl-C 停止。")

    def _call(self, module: str, *arguments: str) -> int:
        """Run a module of ours to its end, its output on our terminal; its exit code, 0 if we were
        asked to stop meanwhile."""
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            start_new_session=True,
            env=os.environ | {"SANYE_HOME": str(self._home.path)},
        )
        while process.poll() is None:
            if self._asked_to_stop.wait(0.05):
                process.terminate()
                process.wait()
                return 0
        return process.returncode

    def _wait_for_web(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline and not self._asked_to_stop.is_set():
            if is_healthy(self._wishes.address):
                return
            self._look_after()
            self._asked_to_stop.wait(0.1)

    def _keep(self) -> None:
        while not self._asked_to_stop.wait(_LOOK_SECONDS):
            self._look_after()

    def _look_after(self) -> None:
        if time.monotonic() - self._asked_at >= _ASK_SECONDS:
            self._asked_at = time.monotonic()
            self._home.trim_logs()
            self._end_stuck()
        if not self._servers.are_alive():
            self._restart_servers()
        for child in self._children:
            if child.keep():
                with suppress(OSError):  # no room for them; they are written the next time
                    self._write_facts()
                self._console.say(
                    f"{child.name} had ended and was started again (see its log).",
                    f"{child.name} 意外结束，已重新启动（见其日志）。",
                )

    def _end_stuck(self) -> None:
        for name in self._servers.end_stuck():
            self._console.say(*_STUCK[name])

    def _restart_servers(self) -> None:
        before = os.environ["DATABASE_URL"], os.environ["NATS_URL"]
        try:
            self._servers.start().to_environment()
        except (Refusal, OSError) as error:  # as on a full disk: it passes, and we are still here
            self._console.say(
                f"A server does not start, tried again: {error}", f"服务未能启动，将重试：{error}"
            )
            self._asked_to_stop.wait(_PAUSE_SECONDS)
            return
        self._console.say(
            "A server had ended and was started again.", "数据库或消息服务意外结束，已重新启动。"
        )
        if before != (os.environ["DATABASE_URL"], os.environ["NATS_URL"]):
            for child in self._children:
                child.stop()

    def _stop(self) -> None:
        self._console.say("Stopping.", "正在停止。")
        for child in reversed(self._children):
            child.stop()
        self._servers.stop()
        self._home.forget("up")

    def _write_facts(self) -> None:
        facts: dict[str, Any] = {"pid": os.getpid(), "address": self._wishes.address}
        facts["children"] = [
            {"name": child.name, "pid": child.pid, "restarts": child.restarts}
            for child in self._children
        ]
        self._home.write("up", facts)


def is_healthy(address: str) -> bool:
    """Whether a web server answers there that it lives."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
