"""From a sign-in to an Actor: what a user may do and see in one company.

Runs before every request, hence in one hand-written statement instead of several of the ORM's, and
from memory as long as nothing of it has changed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from sanye.kernel.actors import Actor
from sanye.stem.identity.domain.keys import parts_of
from sanye.stem.identity.domain.roles import permissions_of
from sanye.stem.identity.errors import KeyNotValid, NotAMember
from sanye.stem.identity.models import ApiKey, Membership
from sanye.stem.rows.kept import Kept, ask_what_changed

NOTED_AT_MOST_EVERY = timedelta(minutes=1)

_HELD = (
    " u.id, u.login, u.language, u.is_service, m.company_id, c.code, m.site_ids, m.party_ids,"
    " m.own_only, r.code, r.permissions"
)
_MEMBER = (
    " JOIN stem_membership m ON m.user_id = u.id JOIN stem_role r ON r.id = m.role_id"
    " JOIN stem_company c ON c.id = m.company_id AND c.archived_at IS NULL"
)
_BY_USER = (
    f"SELECT{_HELD} FROM stem_user u{_MEMBER} WHERE u.id = %s AND u.is_active"
    " AND (%s::text IS NULL OR c.code = %s OR c.id::text = %s)"
    " ORDER BY m.is_default DESC, c.code, r.code"
)
_BY_KEY = (
    f"SELECT k.id, k.scopes, k.last_used_at, k.expires_at,{_HELD} FROM stem_api_key k"  # noqa: S608
    f" JOIN stem_user u ON u.id = k.user_id{_MEMBER} AND m.company_id = k.company_id"
    " WHERE k.prefix = %s AND k.secret_sha256 = %s AND k.revoked_at IS NULL AND u.is_active"
)
_Rows = list[tuple[Any, ...]]
_KNOWN: Kept[tuple[Any, ...], _Rows] = Kept(
    "stem_api_key",
    "stem_company",
    "stem_membership",
    "stem_role",
    "stem_user",
    most=2000,
    is_scoped=False,
)


class _Held(NamedTuple):
    """A role that a user holds in a company."""

    user_id: UUID
    login: str
    language: str
    is_service: bool
    company_id: UUID
    company_code: str
    site_ids: list[UUID] | None
    party_ids: list[UUID] | None
    own_only: bool
    role_code: str
    permissions: list[str]


def actor_for(user: Any, company: str | UUID | None = None) -> Actor:
    """The user as actor in `company` (code or id; None: the default one). Raises NotAMember.

    Several roles in one company add up: permissions are united, and a scope (sites, parties, own
    rows) holds only if every role has it. The actor's name is no personal data: it stands in logs.
    """
    wanted = None if company is None else str(company)
    held = [_Held(*row) for row in _rows(_BY_USER, user.pk, wanted, wanted, wanted)]
    if not held:
        raise NotAMember
    return _actor([one for one in held if one.company_id == held[0].company_id])


def actor_for_key(token: str, *, at: datetime, company: str | None = None) -> Actor:
    """The owner of an API key as actor, narrowed to the key's scopes.

    A key belongs to one company. Raises KeyNotValid, NotAMember.
    """
    parts = parts_of(token)
    rows = _rows(_BY_KEY, *parts) if parts else []
    if not rows:
        raise KeyNotValid
    key_id, scopes, last_used_at, expires_at = rows[0][:4]
    if expires_at is not None and expires_at <= at:
        raise KeyNotValid
    held = [_Held(*row[4:]) for row in rows]
    if company is not None and company not in {str(held[0].company_id), held[0].company_code}:
        raise NotAMember
    if last_used_at is None or last_used_at < at - NOTED_AT_MOST_EVERY:
        ApiKey.objects.filter(pk=key_id).update(last_used_at=at)
    return narrowed(_actor(held), scopes)


def narrowed(actor: Actor, scopes: Sequence[str]) -> Actor:
    """The actor with rights cut down to `scopes`; an empty list cuts nothing."""
    return actor.within(frozenset(scopes)) if scopes else actor


def memberships_of(user: Any) -> list[Membership]:
    """The user's memberships, the default company first."""
    return list(
        Membership.objects.filter(user=user, company__archived_at=None)
        .select_related("role", "company")
        .order_by("-is_default", "company__code", "role__code")
    )


def _rows(statement: str, *values: Any) -> _Rows:
    if any(isinstance(value, str) and "\x00" in value for value in values):
        return []
    asked = (statement, *values)
    return _KNOWN.get([asked], _read, ask_what_changed()).get(asked, [])


def _read(asked: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], _Rows]:
    found = {}
    with connection.cursor() as cursor:
        for statement, *values in asked:
            cursor.execute(statement, values)
            found[statement, *values] = list(cursor.fetchall())
    return found


def _actor(held: Sequence[_Held]) -> Actor:
    one = held[0]
    return Actor(
        user_id=one.user_id,
        company_id=one.company_id,
        name=one.login if one.is_service else f"user-{one.user_id.hex[-8:]}",
        permissions=frozenset().union(
            *(permissions_of(role.role_code).union(role.permissions) for role in held)
        ),
        site_ids=_united(role.site_ids for role in held),
        party_ids=_united(role.party_ids for role in held),
        own_only=all(role.own_only for role in held),
        language=one.language,
    )


def _united(scopes: Iterable[list[UUID] | None]) -> frozenset[UUID] | None:
    found: set[UUID] = set()
    for scope in scopes:
        if scope is None:
            return None
        found.update(scope)
    return frozenset(found)
