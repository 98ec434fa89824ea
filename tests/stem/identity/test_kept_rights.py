"""Rights come from memory and are never those of yesterday, whoever changes them where."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanye.kernel.actors import Actor
from sanye.stem.identity import commands, errors
from sanye.stem.identity.access import actor_for, actor_for_key
from sanye.stem.identity.models import Company, User
from tests.elsewhere import elsewhere

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT = "erp.sales_orders.place_sales_order"


@pytest.fixture
def user(root: Actor, at: datetime) -> User:
    made = commands.create_user(login="ann", password="correct horse battery", by=root, at=at)
    commands.grant_membership(user_id=made.id, role_code="SALES", by=root, at=at)
    return made


@pytest.fixture
def issued(root: Actor, user: User, at: datetime) -> Any:
    key = commands.issue_api_key(user_id=user.id, name="shop", by=root, at=at)
    actor_for_key(key.token, at=at)  # notes the use
    return key


def statements(act: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        act()
    return [query["sql"] for query in queries]


def test_a_key_that_is_known_is_not_read_again(issued: Any, at: datetime) -> None:
    actor_for_key(issued.token, at=at)

    asked = statements(lambda: actor_for_key(issued.token, at=at))

    assert len(asked) == 1
    assert "stem_kept_change" in asked[0]


def test_a_key_revoked_elsewhere_opens_no_door(issued: Any, root: Actor, at: datetime) -> None:
    actor_for_key(issued.token, at=at)

    elsewhere(lambda: commands.revoke_api_key(api_key_id=issued.key.id, by=root, at=at))

    with pytest.raises(errors.KeyNotValid):
        actor_for_key(issued.token, at=at)


def test_a_key_expires_by_the_clock(root: Actor, user: User, at: datetime) -> None:
    issued = commands.issue_api_key(
        user_id=user.id, name="trial", expires_at=at + timedelta(hours=1), by=root, at=at
    )
    actor_for_key(issued.token, at=at)

    with pytest.raises(errors.KeyNotValid):
        actor_for_key(issued.token, at=at + timedelta(hours=1))


def test_an_unknown_key_is_known_as_soon_as_it_is_there(
    issued: Any, user: User, root: Actor, at: datetime
) -> None:
    with pytest.raises(errors.KeyNotValid):
        actor_for_key(issued.token + "x", at=at)
    found: list[Any] = []

    elsewhere(
        lambda: found.append(commands.issue_api_key(user_id=user.id, name="second", by=root, at=at))
    )

    assert actor_for_key(found[0].token, at=at).user_id == user.id


@pytest.mark.parametrize("way", ["membership", "user", "company"])
def test_rights_taken_elsewhere_are_gone(
    way: str, user: User, issued: Any, root: Actor, at: datetime
) -> None:
    assert actor_for(user).may(RIGHT)
    assert actor_for_key(issued.token, at=at).may(RIGHT)

    elsewhere(lambda: _TAKEN[way](user, root, at))

    with pytest.raises(errors.NotAMember):
        actor_for(user)
    with pytest.raises(errors.KeyNotValid):
        actor_for_key(issued.token, at=at)


def _end_membership(user: User, root: Actor, at: datetime) -> None:
    [membership] = user.memberships.all()
    commands.end_membership(user_id=user.id, membership_id=membership.id, by=root, at=at)


_TAKEN: dict[str, Callable[[User, Actor, datetime], Any]] = {
    "membership": _end_membership,
    "user": lambda user, root, at: User.objects.filter(id=user.id).update(is_active=False),
    "company": lambda user, root, at: Company.objects.update(archived_at=at),
}


def test_rights_given_to_a_role_elsewhere_are_there(user: User, root: Actor, at: datetime) -> None:
    commands.put_role(role_code="CLERK", name="Clerk", permissions=[], by=root, at=at)
    _end_membership(user, root, at)
    commands.grant_membership(user_id=user.id, role_code="CLERK", by=root, at=at)
    assert not actor_for(user).may(RIGHT)

    elsewhere(
        lambda: commands.put_role(
            role_code="CLERK", name="Clerk", permissions=[RIGHT], by=root, at=at
        )
    )

    assert actor_for(user).may(RIGHT)
