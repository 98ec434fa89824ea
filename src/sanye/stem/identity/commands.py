"""Changes to companies, users, memberships and keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from sanye.contracts.stem.identity import (
    ApiKeyIssued,
    ApiKeyRevoked,
    CompanyCreated,
    MembershipEnded,
    MembershipGranted,
    UserBlocked,
    UserCreated,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import is_currency
from sanye.stem.commands import command
from sanye.stem.events.commands import open_cursors_for_company
from sanye.stem.events.log import publish
from sanye.stem.identity import errors, queries
from sanye.stem.identity.access import actor_for
from sanye.stem.identity.domain.keys import new_key
from sanye.stem.identity.domain.roles import ROLES
from sanye.stem.identity.models import ApiKey, Company, Membership, Role, User
from sanye.stem.rows.advisory import lock_name


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key; `token` is shown this once and kept nowhere."""

    key: ApiKey
    token: str


@command
def create_company(
    *,
    company_code: str,
    name: str,
    country: str,
    functional_currency: str,
    name_zh: str = "",
    tax_id: str = "",
    time_zone: str = "UTC",
    fiscal_year_starts_month: int = 1,
    chart: str = "IFRS",
    tax_rounding: str = "PER_LINE",
    company_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Company:
    """A legal entity; whoever creates it is its administrator.

    The first company of an installation acts for itself: `company_id` is then `by.company_id`.
    """
    if time_zone not in available_timezones():
        raise errors.TimeZoneUnknown(value=time_zone, field="time_zone")
    if not is_currency(functional_currency):
        raise errors.CurrencyUnknown(value=functional_currency, field="functional_currency")
    if Company.objects.filter(code=company_code).exists():
        raise errors.CompanyCodeTaken(value=company_code, field="company_code")
    _put_roles_of_the_house()
    company = Company.objects.create(
        id=company_id or new_id(),
        code=company_code,
        name=name,
        name_zh=name_zh,
        country=country,
        tax_id=tax_id,
        functional_currency=functional_currency,
        time_zone=time_zone,
        fiscal_year_starts_month=fiscal_year_starts_month,
        chart=chart,
        tax_rounding=tax_rounding,
    )
    open_cursors_for_company(company.id)
    publish(CompanyCreated(company_id=company.id, code=company.code))
    if by.user_id is not None:
        admin = _role("ADMIN")
        Membership.objects.create(user_id=by.user_id, company=company, role=admin)
    return company


@command
def create_user(
    *,
    login: str,
    name: str = "",
    email: str = "",
    language: str = "en",
    password: str | None = None,
    is_service: bool = False,
    by: Actor,
    at: datetime,
) -> User:
    """A person or a service; without a password it signs in by key or single sign-on only."""
    lock_name("stem.identity.logins")
    if User.objects.filter(login__iexact=login).exists():  # both would sign in with either
        raise errors.LoginTaken(login=login, field="login")
    user = User(login=login, name=name, email=email, language=language, is_service=is_service)
    _set_password(user, password)
    user.save(force_insert=True)
    publish(UserCreated(user_id=user.id, is_service=is_service))
    return user


@command
def change_user(
    *,
    user_id: UUID,
    name: str | None = None,
    email: str | None = None,
    language: str | None = None,
    password: str | None = None,
    by: Actor,
    at: datetime,
) -> User:
    """Change what is given of a user of this company. Raises AlsoElsewhere."""
    user = _locked(queries.get_user(user_id=user_id, by=by))
    _check_companies(user.memberships.all(), "stem.identity.change_user", by)
    _change(user, name=name, email=email, language=language)
    if password is not None:
        _set_password(user, password)
    user.save()
    return user


@command
def change_own_settings(
    *,
    name: str | None = None,
    language: str | None = None,
    password: str | None = None,
    present_password: str = "",
    by: Actor,
    at: datetime,
) -> User:
    """What users change of themselves; a new password needs the present one."""
    user = _locked(queries.user_of(by))
    _change(user, name=name, language=language)
    if password is not None:
        if not user.check_password(present_password):
            raise errors.PasswordWrong(field="present_password")
        _set_password(user, password)
    user.save()
    return user


@command
def block_user(*, user_id: UUID, by: Actor, at: datetime) -> User:
    """No sign-in any more, by session or key. Raises AlsoElsewhere, LastAdministrator."""
    user = queries.get_user(user_id=user_id, by=by)
    _check_companies(user.memberships.all(), "stem.identity.block_user", by)
    for company_id in _companies_ruled_by(user):
        _keep_an_administrator(company_id, without_user=user.id)
    user.is_active = False
    user.save(update_fields=["is_active"])
    ApiKey.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    publish(UserBlocked(user_id=user.id))
    return user


@command
def put_role(
    *,
    role_code: str,
    name: str,
    name_zh: str = "",
    permissions: Sequence[str] = (),
    is_portal: bool = False,
    by: Actor,
    at: datetime,
) -> Role:
    """Make or change a role of the group's own. Raises RoleOfTheHouse, AlsoElsewhere, and
    PortalNeedsParty where somebody holds it without a party."""
    if role_code in ROLES:
        raise errors.RoleOfTheHouse(role=role_code, field="role_code")
    held = Membership.objects.filter(role__code=role_code)
    _check_companies(held, "stem.identity.put_role", by)
    if is_portal and held.filter(Q(party_ids=None) | Q(party_ids=[])).exists():
        raise errors.PortalNeedsParty(field="is_portal")
    role, _ = Role.objects.update_or_create(
        code=role_code,
        defaults={
            "name": name,
            "name_zh": name_zh,
            "permissions": list(permissions),
            "is_portal": is_portal,
        },
    )
    return role


@command
def grant_membership(
    *,
    user_id: UUID,
    role_code: str,
    site_ids: Sequence[UUID] | None = None,
    party_ids: Sequence[UUID] | None = None,
    own_only: bool = False,
    is_default: bool = False,
    by: Actor,
    at: datetime,
) -> Membership:
    """Give a user a role in the acting company, within sites, parties or own rows."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise errors.UserUnknown(field="user_id")
    role = _role(role_code)
    if role.is_portal and not party_ids:
        raise errors.PortalNeedsParty(field="party_ids")
    membership, _ = Membership.objects.update_or_create(
        user=user,
        company_id=by.company_id,
        role=role,
        defaults={
            "site_ids": None if site_ids is None else list(site_ids),
            "party_ids": None if party_ids is None else list(party_ids),
            "own_only": own_only,
            "is_default": is_default,
        },
    )
    publish(MembershipGranted(membership_id=membership.id, user_id=user_id, role_code=role_code))
    return membership


@command
def end_membership(*, user_id: UUID, membership_id: UUID, by: Actor, at: datetime) -> None:
    """Take a role away. Raises MembershipUnknown, LastAdministrator."""
    rows = Membership.objects.filter(user_id=user_id, company_id=by.company_id)
    rows = rows.select_for_update(of=("self",)).select_related("role")
    membership = rows.filter(pk=membership_id).first()
    if membership is None:
        raise errors.MembershipUnknown
    if membership.role.code == "ADMIN":
        _keep_an_administrator(by.company_id, without_user=membership.user_id)
    publish(
        MembershipEnded(
            membership_id=membership.id,
            user_id=membership.user_id,
            role_code=membership.role.code,
        )
    )
    membership.delete()


@command
def issue_api_key(
    *,
    user_id: UUID,
    name: str,
    scopes: Sequence[str] = (),
    expires_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> IssuedKey:
    """A key for a user of this company; `scopes` (patterns; none: all) narrow its rights."""
    user = queries.get_user(user_id=user_id, by=by)
    if by.scopes is not None and not (scopes and set(scopes) <= by.scopes):
        raise errors.ScopesTooWide(field="scopes")
    if expires_at is not None and expires_at <= at:
        raise errors.ExpiryInThePast(field="expires_at")
    new = new_key()
    key = ApiKey.objects.create(
        user=user,
        company_id=by.company_id,
        name=name,
        prefix=new.prefix,
        secret_sha256=new.secret_sha256,
        scopes=list(scopes),
        expires_at=expires_at,
    )
    publish(ApiKeyIssued(api_key_id=key.id, user_id=user.id, scopes=tuple(scopes)))
    return IssuedKey(key, new.token)


@command
def revoke_api_key(*, api_key_id: UUID, by: Actor, at: datetime) -> ApiKey:
    """The key is refused from now on."""
    key = _key(api_key_id, by)
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        publish(ApiKeyRevoked(api_key_id=key.id, user_id=key.user_id))
    return key


@command
def rotate_api_key(*, api_key_id: UUID, by: Actor, at: datetime) -> IssuedKey:
    """A new key of the same name, scopes and end; the old one is revoked. Raises KeyRevoked."""
    if _key(api_key_id, by).revoked_at is not None:
        raise errors.KeyRevoked
    old = revoke_api_key(api_key_id=api_key_id, by=by, at=at)
    return issue_api_key(
        user_id=old.user_id,
        name=old.name,
        scopes=old.scopes,
        expires_at=old.expires_at,
        by=by,
        at=at,
    )


def _check_companies(touched: QuerySet[Membership], permission: str, by: Actor) -> None:
    """Whoever changes what other companies rely on may do so in each of them: else he could give a
    user of theirs a password that he knows. Raises AlsoElsewhere."""
    if by.user_id is None:
        return
    elsewhere = touched.filter(company__archived_at=None).exclude(company_id=by.company_id)
    for company_id in elsewhere.values_list("company_id", flat=True).distinct():
        try:
            may = actor_for(queries.user_of(by), company_id).may(permission)
        except errors.NotAMember:
            may = False
        if not may:
            raise errors.AlsoElsewhere


def _put_roles_of_the_house() -> None:
    Role.objects.bulk_create(
        [
            Role(code=rule.code, name=rule.name, name_zh=rule.name_zh, is_portal=rule.is_portal)
            for rule in ROLES.values()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_zh", "is_portal"],
    )


def _role(code: str) -> Role:
    role = Role.objects.filter(code=code).first()
    if role is None and code in ROLES:
        _put_roles_of_the_house()
        role = Role.objects.get(code=code)
    if role is None:
        raise errors.RoleUnknown(role=code, field="role_code")
    return role


def _locked(user: User) -> User:
    """The user as nobody else changes him until the transaction ends."""
    locked: User = User.objects.select_for_update().get(pk=user.pk)
    return locked


def _change(user: User, **values: str | None) -> None:
    for name, value in values.items():
        if value is not None:
            setattr(user, name, value)


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        reason = " ".join(error.messages)
        raise errors.PasswordTooWeak(reason=reason, field="password") from error
    user.set_password(password)


def _companies_ruled_by(user: User) -> list[UUID]:
    """The companies in use whose administrator he is, in the order in which they are locked."""
    ruled = user.memberships.filter(role__code="ADMIN", company__archived_at=None)
    return sorted(ruled.values_list("company_id", flat=True))


def _keep_an_administrator(company_id: UUID, *, without_user: UUID) -> None:
    """Lock the company's row, so that two administrators cannot remove each other at once."""
    Company.objects.select_for_update().get(pk=company_id)
    others = Membership.objects.filter(
        company_id=company_id, role__code="ADMIN", user__is_active=True
    ).exclude(user_id=without_user)
    is_admin = Membership.objects.filter(
        company_id=company_id, role__code="ADMIN", user_id=without_user
    ).exists()
    if is_admin and not others.exists():
        raise errors.LastAdministrator


def _key(api_key_id: UUID, by: Actor) -> ApiKey:
    """As nobody else changes it until the transaction ends."""
    rows = ApiKey.objects.select_for_update()
    key = rows.filter(pk=api_key_id, company_id=by.company_id).first()
    if key is None:
        raise errors.KeyUnknown
    return key
