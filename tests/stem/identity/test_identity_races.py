"""Of two who change a user at once, neither undoes what the other did."""

from datetime import datetime
from typing import Any

import pytest

from sanye.kernel.actors import Actor
from sanye.stem.identity import commands
from sanye.stem.identity.errors import PasswordWrong
from sanye.stem.identity.models import User
from tests.racing import race

OLD, NEW, STOLEN = "an old long password 1", "a new long password 2", "a thief's password 3"


@pytest.fixture
def user(log_db: None, root: Actor, at: datetime) -> User:
    return commands.create_user(login="anna", name="Anna", password=OLD, by=root, at=at)


@pytest.fixture
def herself(user: User, root: Actor) -> Actor:
    return Actor(
        user_id=user.id,
        company_id=root.company_id,
        name="anna",
        permissions=frozenset({"stem.identity.change_own_settings"}),
    )


def test_who_is_blocked_meanwhile_stays_blocked(
    user: User, root: Actor, at: datetime, monkeypatch: Any
) -> None:
    race(
        monkeypatch,
        lambda: commands.change_user(user_id=user.id, name="Anne", by=root, at=at),
        lambda: commands.block_user(user_id=user.id, by=root, at=at),
        at=(commands, "_change"),
    )

    user.refresh_from_db()
    assert (user.name, user.is_active) == ("Anne", False)


def test_who_changes_his_name_keeps_the_password_he_was_given(
    user: User, herself: Actor, root: Actor, at: datetime, monkeypatch: Any
) -> None:
    race(
        monkeypatch,
        lambda: commands.change_own_settings(name="Anne", by=herself, at=at),
        lambda: commands.change_user(user_id=user.id, password=NEW, by=root, at=at),
        at=(commands, "_change"),
    )

    user.refresh_from_db()
    assert (user.name, user.check_password(NEW)) == ("Anne", True)


def test_a_password_that_was_changed_meanwhile_proves_nothing(
    user: User, herself: Actor, root: Actor, at: datetime, monkeypatch: Any
) -> None:
    def steal() -> User:
        return commands.change_own_settings(
            password=STOLEN, present_password=OLD, by=herself, at=at
        )

    _, stolen = race(
        monkeypatch,
        lambda: commands.change_user(user_id=user.id, password=NEW, by=root, at=at),
        steal,
        at=(commands, "_set_password"),
    )

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert isinstance(stolen, PasswordWrong)
