"""`sanye status`: what runs here, in which version, and how far it is."""

import os
import platform
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from sanye import __version__
from sanye.project.runtime.home import Home
from sanye.project.runtime.nats import greeting
from sanye.project.runtime.process import process_exists
from sanye.project.runtime.supervisor import is_healthy


@dataclass(frozen=True)
class Part:
    """One part of the running Sanye; `address` without password."""

    name: str
    is_running: bool
    version: str = ""
    address: str = ""
    pid: int | None = None


def parts_of(home: Home) -> list[Part]:
    """PostgreSQL, NATS, and the supervisor with its web and worker processes."""
    known = home.read("runtime")
    database_url = os.environ.get("DATABASE_URL") or known.get("DATABASE_URL", "")
    nats_url = os.environ.get("NATS_URL") or known.get("NATS_URL", "")
    return [_database(database_url), _messages(nats_url), *_processes(home)]


def facts_of(home: Home) -> dict[str, Any]:
    """Everything that can be said without Django."""
    return {
        "sanye": __version__,
        "python": platform.python_version(),
        "home": str(home.path),
        "parts": [asdict(part) for part in parts_of(home)],
    }


def _database(url: str) -> Part:
    if not url:
        return Part("PostgreSQL", is_running=False)
    parts = conninfo_to_dict(url)
    address = f"postgresql://{_place(parts.get('host'), parts.get('port'))}/{parts.get('dbname')}"
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.parameter_status("server_version") or ""
            return Part("PostgreSQL", is_running=True, version=version.split()[0], address=address)
    except psycopg.OperationalError:
        return Part("PostgreSQL", is_running=False, address=address)


def _messages(url: str) -> Part:
    if not url:
        return Part("NATS", is_running=False)
    servers = [urlsplit(one) for one in url.split(",")]
    answers = (greeting(one.port or 4222, one.hostname or "127.0.0.1") for one in servers)
    said = next((answer for answer in answers if answer), {})
    shown = ",".join(f"{one.scheme}://{_place(one.hostname, one.port)}" for one in servers)
    return Part("NATS", bool(said), said.get("version", ""), shown)


def _processes(home: Home) -> list[Part]:
    up = home.read("up")
    if not up and os.environ.get("DATABASE_URL") and not home.read("runtime"):
        return []  # web and worker run elsewhere, each by itself: there is no `sanye up`
    running = bool(up) and process_exists(up["pid"])
    parts = [Part("up", running, __version__ if running else "", pid=up.get("pid"))]
    for child in up.get("children", []):
        alive = running and child["pid"] is not None and process_exists(child["pid"])
        address = up["address"] if child["name"] == "web" else ""
        if address:
            alive = alive and is_healthy(address)
        parts.append(Part(child["name"], alive, __version__, address, child["pid"]))
    return parts


def _place(host: Any, port: Any) -> str:
    return f"{host or ''}:{port}" if port else f"{host or ''}"
