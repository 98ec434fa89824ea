"""All kinds of documents and masters changed at once by people who meet on the same few: nobody
waits for another in a circle, nor could have; and what they did agrees with itself in the end."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.installation import Installation
from tests.faults.kinds import booking, caring, reading, ruling, selling, supplying
from tests.faults.kinds.clerk import DEEDS
from tests.faults.kinds.office import Office, client, listening, second_key
from tests.faults.kinds.opening import let_everybody_buy, open_company
from tests.faults.load import token_of
from tests.faults.lock_order import PREFIX, circles

WHAT_THEY_DO = (booking, caring, reading, ruling, selling, supplying)
IN_SOAK = bool(os.environ.get("SOAK"))
ROUNDS, CLERKS = (12, 48) if IN_SOAK else (1, 12)
SEED = int(os.environ.get("SEED", "7"))
FEWEST = len(DEEDS) - 5 if IN_SOAK else len(DEEDS) // 3
"""So many kinds must have been done, not only tried: what is always refused proves nothing. A few
depend on what others did before."""


def test_everybody_does_everything_at_once(installation: Installation, tmp_path: Path) -> None:
    log, key = tmp_path / "statements.log", token_of(installation)
    with telling(installation, log), client(installation.url, key) as http:
        company = open_company(http)
        office = Office(installation.url, [key, second_key(http)], company, seed=SEED)
        before = deadlocks(installation)
        with listening(http) as webhook:
            office.work(rounds=ROUNDS, clerks=CLERKS)
        let_everybody_buy(http)

    answer = installation.verified()

    print(f"{office.told()}; {webhook.taken} sent; {len(answer['checks'])} checks")  # type: ignore[attr-defined]
    assert office.broken == []
    assert deadlocks(installation) == before, who_met(installation, log)
    with log.open(errors="replace") as lines:
        found = circles(lines)
    print("could have met:", found)
    assert found == [] or not IN_SOAK
    assert installation.rows("SELECT type, error FROM stem_parked_event") == []
    assert len(office.done) >= FEWEST, sorted(DEEDS.keys() - office.done)


def deadlocks(installation: Installation) -> int:
    """Also those that were tried again, unseen by anybody."""
    sql = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    return int(installation.rows(sql)[0][0])


@contextmanager
def telling(installation: Installation, log: Path) -> Iterator[None]:
    """The database tells every statement, and of deadlocks both, to whoever connects from now on;
    all of it is gathered, for its own log is cut when it is long."""

    def tell(*statements: str) -> None:
        for sql in (*statements, "SELECT pg_reload_conf()", _CONNECT_ANEW):
            installation.rows(sql.replace("%", "%%"))

    tell(
        "ALTER ROLE CURRENT_USER SET log_error_verbosity = 'default'",
        f"ALTER SYSTEM SET log_line_prefix = '{PREFIX}'",
        "ALTER SYSTEM SET log_statement = 'all'",
    )
    told = str(installation.home / "logs" / "postgres.log")
    with log.open("wb") as gathered:
        gathering = subprocess.Popen(["tail", "-n", "+1", "-F", told], stdout=gathered)
        try:
            yield
        finally:
            tell("ALTER SYSTEM RESET log_statement", "ALTER SYSTEM RESET log_line_prefix")
            gathering.terminate()
            gathering.wait()


_CONNECT_ANEW = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def who_met(installation: Installation, statements: Path) -> str:
    """What PostgreSQL and those who tried again tell of deadlocks."""
    found = []
    for log in (statements, *sorted((installation.home / "logs").glob("w*.log"))):
        lines = log.read_text(errors="replace").splitlines()
        places = [at for at, line in enumerate(lines) if "deadlock detected" in line]
        found += [f"{log.name}: {line}" for at in places for line in lines[at : at + 12]]
    return "\n".join(found)
