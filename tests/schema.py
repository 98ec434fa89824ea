"""The empty database that every test database is a copy of.

Migrations run once: their result is a template in the server, and a file in `.pytest_cache` for
the next server. Its name is a digest of all our migrations and of the versions of the libraries.
"""

import fcntl
import os
import subprocess
import sys
import tempfile
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

from sanye.project.runtime.backup import back_up, restore

ROOT = Path(__file__).parents[1]
LIBRARIES = ("django", "django-allauth", "django-pghistory", "django-pgtrigger", "procrastinate")


def schema_template(url: str) -> str:
    """The name of the template in the server at `url`; made by whoever comes first."""
    name = f"sanye_schema_{_digest()}"
    with (Path(tempfile.gettempdir()) / f"{name}.{urlsplit(url).port}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(_at(url, "postgres"), autocommit=True) as server:
            if not server.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [name]
            ).fetchone():
                _make(url, server, name)
    return name


def _make(url: str, server: psycopg.Connection, name: str) -> None:
    draft = f"{name}_draft"
    server.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(draft)))
    server.execute(SQL("CREATE DATABASE {}").format(Identifier(draft)))
    file = ROOT / ".pytest_cache" / f"{name}.backup"
    if file.exists():
        restore(_at(url, draft), file)
        with psycopg.connect(_at(url, draft)) as restored:
            restored.execute("TRUNCATE stem_kept_change")  # transactions of another server
    else:
        _migrate(_at(url, draft))
        file.parent.mkdir(exist_ok=True)
        for old in file.parent.glob("sanye_schema_*.backup"):
            old.unlink()
        back_up(_at(url, draft), file)
    server.execute(
        SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(draft), Identifier(name))
    )


def _migrate(url: str) -> None:
    path = [entry for entry in sys.path if entry]
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        check=True,
        env=os.environ
        | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "sanye.project.settings",
            "PYTHONPATH": os.pathsep.join(path),
        },
    )


def _digest() -> str:
    seen = sha256()
    for library in LIBRARIES:
        seen.update(f"{library} {version(library)}\n".encode())
    for file in sorted((ROOT / "src" / "sanye").glob("*/migrations/*.py")):
        seen.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return seen.hexdigest()[:16]


def _at(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
