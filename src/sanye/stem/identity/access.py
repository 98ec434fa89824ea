"""From a sign-in to an Actor: what a user may do and see in one company."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from sanye.kernel.actors import Actor
from sanye.stem.identity.domain.keys import parts_of
from sanye.stem.identity.domain.roles import permissions_of
from sanye.stem.identity.errors import KeyNotValid, NotAMember
from sanye.stem.identity.models import ApiKey, Membership

NOTED_AT_MOST_EVERY = timedelta(minutes=1)


def actor_for(user: Any, company: str | UUID | None = None) -> Actor:
    """The user as actor in `company` (code or id; None: the default one). Raises NotAMember.

    Several roles in one company add up: permissions are united, and a scope (sites, parties, own
    rows) holds only if every role has it. The actor's name is no personal data: it stands in logs.
    """
    memberships = memberships_of(user, company)
    if not memberships or not user.is_active:
        raise NotAMember
    company_id = memberships[0].company_id
    held = [membership for membership in memberships if membership.company_id == company_id]
    return Actor(
        user_id=user.pk,
        company_id=company_id,
        name=user.login if user.is_service else f"user-{user.pk.hex[-8:]}",
        permissions=frozenset().union(*(_permissions(membership) for membership in held)),
        site_ids=_united([membership.site_ids for membership in held]),
        party_ids=_united([membership.party_ids for membership in held]),
        own_only=all(membership.own_only for membership in held),
        language=user.language,
    )


def actor_for_key(token: str, *, at: datetime, company: str | None = None) -> Actor:
    """The owner of an API key as actor, narrowed to the key's scopes.

    A key belongs to one company. Raises KeyNotValid, NotAMember.
    """
    parts = parts_of(token)
    if parts is None:
        raise KeyNotValid
    found = (
        ApiKey.objects.select_related("user", "company")
        .filter(
            Q(expires_at=None) | Q(expires_at__gt=at),
            prefix=parts[0],
            secret_sha256=parts[1],
            revoked_at=None,
            user__is_active=True,
        )
        .first()
    )
    if found is None:
        raise KeyNotValid
    if company is not None and company not in {str(found.company_id), found.company.code}:
        raise NotAMember
    _note_use(found, at)
    return narrowed(actor_for(found.user, found.company_id), found.scopes)


def narrowed(actor: Actor, scopes: Sequence[str]) -> Actor:
    """The actor with rights cut down to `scopes`; an empty list cuts nothing."""
    return actor.within(frozenset(scopes)) if scopes else actor


def memberships_of(user: Any, company: str | UUID | None = None) -> list[Membership]:
    """The user's memberships (in one company, if given), the default company first."""
    return list(
        Membership.objects.filter(_company_is(company), user=user, company__archived_at=None)
        .select_related("role", "company")
        .order_by("-is_default", "company__code", "role__code")
    )


def _permissions(membership: Membership) -> frozenset[str]:
    role = membership.role
    return permissions_of(role.code) | frozenset(role.permissions)


def _company_is(company: str | UUID | None) -> Q:
    if company is None:
        return Q()
    try:
        return Q(company_id=company if isinstance(company, UUID) else UUID(company))
    except ValueError:
        return Q(company__code=company)


def _united(scopes: Iterable[list[UUID] | None]) -> frozenset[UUID] | None:
    found: set[UUID] = set()
    for scope in scopes:
        if scope is None:
            return None
        found.update(scope)
    return frozenset(found)


def _note_use(key: ApiKey, at: datetime) -> None:
    if key.last_used_at is None or key.last_used_at < at - NOTED_AT_MOST_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=at)
