"""The reviewed table of rights: who may call which command and query.

    # erp.ledger
    change ACCOUNTANT MANAGER
        add_account, add_bank_account
    read ACCOUNTANT MANAGER
        list_accounts

ADMIN may do everything and is not named. `python -m tests.security.table` writes the file anew from
the roles, for review of the difference.
"""

import textwrap
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sanye.erp.inventory.domain import rights as inventory
from sanye.erp.people.domain import privacy
from sanye.erp.purchasing.domain import rights as purchasing
from sanye.kernel.actors import Actor
from sanye.kernel.ids import NO_COMPANY
from sanye.stem.commands import registered_commands, registered_queries
from sanye.stem.identity.domain.roles import ROLES

FILE = Path(__file__).with_name("rights.txt")
HEAD = """\
Who may call what, reviewed by hand: every command (change), query (read) and further right (see)
of the product with the roles that hold it. ADMIN may do everything and is not named. How the file
is read: table.py.
"""
SIGHTS = (
    privacy.NAMES,
    privacy.WORK_CONTACTS,
    privacy.LEAVE_OF_ALL,
    purchasing.SEE_PRICES,
    inventory.SEE_COSTS,
)
"""Rights that are asked for inside a query."""

Rights = dict[str, tuple[str, tuple[str, ...]]]
"""Permission → change, read or see, and the roles that hold it."""


def holder(role_code: str) -> Actor:
    permissions = ROLES[role_code].permissions
    return Actor(user_id=None, company_id=NO_COMPANY, name=role_code, permissions=permissions)


@cache
def granted() -> Rights:
    """What the roles give, over all that is registered."""
    holders = {code: holder(code) for code in ROLES if code != "ADMIN"}
    kinds = dict.fromkeys(SIGHTS, "see") | dict.fromkeys(
        _of_the_product(registered_queries), "read"
    )
    kinds |= dict.fromkeys(_of_the_product(registered_commands), "change")
    return {
        name: (kind, tuple(code for code, actor in holders.items() if actor.may(name)))
        for name, kind in kinds.items()
    }


def _of_the_product(registered: Mapping[str, Any]) -> list[str]:
    """Names without those that other tests of this process have made for themselves."""
    leaves = ("stem.", "crm.", "erp.", "scm.", "insight.")
    return [name for name in registered if name.startswith(leaves)]


def reviewed() -> Rights:
    """What the file says."""
    found: Rights = {}
    module, kind, roles = "", "", tuple[str, ...]()
    for line in FILE.read_text().splitlines():
        if line.startswith("# "):
            module = line[2:]
        elif line.startswith(("change", "read", "see")):
            kind, *codes = line.split()
            roles = tuple(codes)
        elif line.startswith(" "):
            for name in filter(None, line.replace(" ", "").split(",")):
                found[f"{module}.{name}"] = (kind, roles)
    return found


def written(rights: Rights) -> str:
    """The text of the file."""
    modules: dict[str, dict[tuple[str, tuple[str, ...]], list[str]]] = defaultdict(dict)
    for name, held in sorted(rights.items()):
        module, _, own = name.rpartition(".")
        modules[module].setdefault(held, []).append(own)
    parts = [HEAD]
    for module, groups in modules.items():
        parts.append(f"# {module}\n")
        for (kind, roles), names in sorted(groups.items()):
            wrapped = textwrap.wrap(
                ", ".join(names), 98, initial_indent="    ", subsequent_indent="    "
            )
            parts.append("\n".join([" ".join([kind, *roles]), *wrapped, ""]))
    return "\n".join(parts)


if __name__ == "__main__":
    import django

    django.setup()
    from tests.security.conftest import import_everything

    import_everything()
    FILE.write_text(written(granted()))
