"""Who changed what, when, by which command."""

from dataclasses import replace

import pytest

from sanye.kernel.actors import system_actor
from sanye.kernel.errors import NotAllowed
from sanye.stem.audit import queries
from sanye.stem.audit.errors import HistoryUnknown
from sanye.stem.identity import commands as identity

pytestmark = pytest.mark.django_db


def test_a_history_names_command_user_and_values(by, at):
    user = identity.create_user(login="ann", by=by, at=at)
    membership = identity.grant_membership(user_id=user.id, role_code="SALES", by=by, at=at)
    identity.grant_membership(user_id=user.id, role_code="SALES", own_only=True, by=by, at=at)

    first, second = queries.list_history(table="stem_membership", row_id=membership.id, by=by)

    assert first.command == "stem.identity.grant_membership"
    assert first.new["user_id"] == user.id
    assert (second.old, second.new) == ({"own_only": False}, {"own_only": True})
    assert second.actor_name == "tester"


def test_a_history_holds_no_personal_data(by, at):
    user = identity.create_user(
        login="ann", name="Ann", email="ann@example.org", password="a good passphrase", by=by, at=at
    )

    (change,) = queries.list_history(table="stem_user", row_id=user.id, by=by)

    assert set(change.new) == {"id", "language", "is_service", "is_active"}


def test_refuses_the_history_of_a_module_one_may_not_read(by, at):
    seller = replace(by, permissions=frozenset({"stem.audit.*", "erp.sales_orders.*"}))

    with pytest.raises(NotAllowed):
        queries.list_history(table="stem_user", row_id=by.company_id, by=seller)


@pytest.mark.parametrize("table", ["stem_nothing", "stem_event", "stem_membership"])
def test_what_has_no_history_is_unknown(by, table):
    with pytest.raises(HistoryUnknown):
        queries.list_history(table=table, row_id=by.company_id, by=by)


def test_another_companys_history_is_unknown(by, at):
    user = identity.create_user(login="ann", by=by, at=at)
    membership = identity.grant_membership(user_id=user.id, role_code="SALES", by=by, at=at)
    other = identity.create_company(
        company_code="B", name="B", country="DE", functional_currency="EUR", by=by, at=at
    )

    with pytest.raises(HistoryUnknown):
        queries.list_history(
            table="stem_membership", row_id=membership.id, by=system_actor(other.id)
        )


def test_another_company_and_its_users_have_no_history_here(by, at):
    other = identity.create_company(
        company_code="B", name="B", country="DE", functional_currency="EUR", by=by, at=at
    )
    user = identity.create_user(login="ann", by=by, at=at)
    identity.grant_membership(user_id=user.id, role_code="SALES", by=system_actor(other.id), at=at)

    for table, row_id in (("stem_company", other.id), ("stem_user", user.id)):
        with pytest.raises(HistoryUnknown):
            queries.list_history(table=table, row_id=row_id, by=by)
        assert queries.list_history(table=table, row_id=row_id, by=system_actor(other.id))


def test_the_command_log_is_searched(by, at):
    user = identity.create_user(login="ann", by=by, at=at)
    identity.grant_membership(user_id=user.id, role_code="SALES", by=by, at=at)

    found = queries.list_commands(name="stem.identity.grant*", from_at=at, by=by)

    assert [row.name for row in found] == ["stem.identity.grant_membership"]
    assert not queries.list_commands(to_at=at, by=by).exists()
