"""A number from the database, and keys to its doors."""

from datetime import timedelta
from typing import Any


def ask(words: str, *values: Any, **named: Any) -> Any:
    """The first value of the first row; None where a statement has no rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(words, named or list(values))
        return cursor.fetchone()[0] if cursor.description else None


def key_of(company: Any, role: str) -> str:
    """An API key of somebody new with this role."""
    from harness.company import AT
    from sanye.stem.identity import commands as identity

    acting = {"by": company.by, "at": AT}
    user = identity.create_user(login=f"bench-{role.lower()}", is_service=True, **acting)
    identity.grant_membership(user_id=user.id, role_code=role, **acting)
    return identity.issue_api_key(
        user_id=user.id, name="bench", expires_at=AT + timedelta(days=1), **acting
    ).token


def publish_as(company: Any, facts: Any, at: Any) -> None:
    """Facts without a command that would make them: what the log by itself takes."""
    from django.db import transaction

    from sanye.kernel.ids import new_id
    from sanye.kernel.unit_of_work import UnitOfWork, entered
    from sanye.stem.events.log import publish

    ids = {"command_id": new_id(), "correlation_id": new_id()}
    unit = UnitOfWork(actor=company.by, name="bench", at=at, writes=True, **ids)
    with transaction.atomic(), entered(unit):
        publish(*facts)
