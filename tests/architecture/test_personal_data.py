"""What is personal stays with those who are entitled, whatever patterns roles are given."""

import pytest

from sanye.erp.people.domain.privacy import PERSONAL_DATA
from sanye.kernel.actors import Actor
from sanye.kernel.ids import NO_COMPANY
from sanye.stem.commands import registered_commands, registered_queries
from sanye.stem.identity.domain.roles import ROLES

ENTITLED = {"PEOPLE", "ADMIN"}
CLOSED = (
    PERSONAL_DATA,
    "erp.people.list_contracts",
    "erp.people.put_personal_data",
    "erp.people.put_contract",
    "erp.people.put_employees",
    "erp.people.erase_person",
    "erp.people.decide_leave_of_all",
    "erp.people.get_history",
)


def holder(code: str) -> Actor:
    return Actor(
        user_id=None, company_id=NO_COMPANY, name=code, permissions=ROLES[code].permissions
    )


@pytest.mark.parametrize("permission", CLOSED)
def test_only_people_and_the_administrator_hold(permission: str):
    assert {code for code in ROLES if holder(code).may(permission)} == ENTITLED


def test_a_manager_may_do_all_of_erp_but_what_is_personal_or_past():
    known = registered_commands.keys() | registered_queries.keys()
    manager = holder("MANAGER")

    closed = {
        name
        for name in known
        if name.startswith("erp.")
        and not name.startswith(("erp.people.", "erp.history."))
        and not manager.may(name)
    }

    assert closed == set(), "name the module in _ERP_BUT_PEOPLE in stem/identity/domain/roles.py"
