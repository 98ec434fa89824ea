"""As whom the embedded servers run, and what that account can reach."""

import subprocess
import sys
from pathlib import Path

import pytest

from sanye.project.runtime import account
from sanye.project.runtime.home import Home
from sanye.project.runtime.servers import servers
from tests.project.runtime.test_servers import as_root, environment, execute


@as_root
def test_root_keeps_a_private_home_and_puts_the_servers_where_their_account_can_go(
    home: Home,
) -> None:
    home.path.chmod(0o700)

    with servers(home, durable=False) as addresses:
        rows = execute(addresses.database_url, "SELECT 1")
        place = home.servers.resolve()

    assert rows == [(1,)]
    assert place.parent == Path("/var/lib/sanye")
    assert place.stat().st_uid != 0


@as_root
def test_copies_programs_its_account_cannot_reach(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from sanye.project.runtime import binaries

    programs = binaries.find_postgres(home.servers).programs
    (tmp_path / "bin").symlink_to(programs)  # below a directory only root may enter
    tmp_path.chmod(0o700)
    owner = account.server_account(home.servers)
    program = binaries.find_nats()
    private = tmp_path / "nats-server"
    private.symlink_to(program)
    copies = home.path / "copies"

    found = binaries.reachable_program(private, owner, copies)

    assert owner is not None
    assert found.parent == copies
    assert owner.can_reach(found)


@as_root
def test_runs_as_a_normal_user(home: Home) -> None:
    nobody = account.Account(65534, 65534)
    nobody.own(home.path)
    for path in home.path.iterdir():
        nobody.own(path)
    python = _interpreter_for(nobody)
    script = (
        "import os, sys; from pathlib import Path; from sanye.project.runtime.home import Home;"
        "from sanye.project.runtime.servers import Servers; import psycopg;"
        "used = Servers(Home(Path(sys.argv[1])), durable=False); address = used.start();"
        "print(os.getuid(), psycopg.connect(address.database_url).execute('SELECT 7').fetchone());"
        "used.stop()"
    )

    answer = subprocess.run(
        [python, "-c", script, str(home.path)],
        capture_output=True, text=True, check=False, cwd="/",
        env=environment() | {"HOME": "/"}, **nobody.process_options,
    )  # fmt: skip

    assert answer.stdout.strip() == "65534 (7,)", answer.stderr


def _interpreter_for(who: account.Account) -> str:
    """This interpreter, or the system's of the same version where ours is in a private home."""
    for path in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        if Path(path).exists() and who.can_reach(Path(path).resolve()):
            return path
    pytest.skip("no interpreter of this version that another user may run")
