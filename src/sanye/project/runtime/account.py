"""Whom the servers run as: ourselves, or, when we are root, an account without privileges
(PostgreSQL refuses root).
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanye.project.runtime.errors import NoServerAccount

_PREFERRED = ("sanye", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account to drop to; `None` in its place means: stay who we are."""

    uid: int
    gid: int

    @property
    def process_options(self) -> dict[str, Any]:
        """Arguments for `subprocess` that start a child as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_reach(self, path: Path) -> bool:
        """Whether the account may enter a directory or execute a file, asked of the system itself
        (ACLs included).
        """
        answer = subprocess.run(
            ["/bin/sh", "-c", 'test -x "$0"', str(path)],
            cwd="/",
            check=False,
            **self.process_options,
        )
        return answer.returncode == 0

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


def process_options(account: Account | None) -> dict[str, Any]:
    """Arguments for `subprocess`: nothing for ourselves."""
    return account.process_options if account else {}


def server_account(data: Path) -> Account | None:
    """The account for the servers whose data is (or will be) at `data`; None unless we are root.

    An existing directory keeps its owner. Raises NoServerAccount when the machine has no
    account to drop to.
    """
    if os.getuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return Account(owner.st_uid, owner.st_gid)
    for name in _PREFERRED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise NoServerAccount(names=", ".join(_PREFERRED))
