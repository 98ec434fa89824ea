"""Reads of users, roles and keys, always of the acting company."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.identity.access import memberships_of
from sanye.stem.identity.errors import NotAMember, UserUnknown
from sanye.stem.identity.models import ApiKey, Company, Membership, Role, User


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """Who is signed in, for which company, and where else they may go."""

    user: User
    company: Company
    roles: list[str]
    permissions: list[str]
    companies: list[Company]


def user_of(by: Actor) -> User:
    """The acting user. Raises UserUnknown for the system, which is nobody."""
    user = None if by.user_id is None else User.objects.filter(pk=by.user_id).first()
    if user is None:
        raise UserUnknown
    return user


@query
def get_own_account(*, by: Actor) -> OwnAccount:
    """The caller's own account in the acting company. Raises NotAMember."""
    user = user_of(by)
    memberships = memberships_of(user)
    here = [membership for membership in memberships if membership.company_id == by.company_id]
    if not here:
        raise NotAMember
    companies = {membership.company_id: membership.company for membership in memberships}
    return OwnAccount(
        user=user,
        company=here[0].company,
        roles=[membership.role.code for membership in here],
        permissions=sorted(by.permissions if by.scopes is None else by.scopes),
        companies=list(companies.values()),
    )


@query
def list_users(*, by: Actor) -> QuerySet[User]:
    """The users with a membership in the acting company."""
    return User.objects.filter(memberships__company_id=by.company_id).distinct()


@query
def get_user(*, user_id: UUID, by: Actor) -> User:
    """One user of the acting company, or one who belongs to none yet. Raises UserUnknown."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise UserUnknown
    companies = set(user.memberships.values_list("company_id", flat=True))
    if companies and by.company_id not in companies:
        raise UserUnknown
    return user


@query
def list_memberships(*, user_id: UUID | None = None, by: Actor) -> QuerySet[Membership]:
    """Who has which role in the acting company. Raises UserUnknown."""
    rows = Membership.objects.filter(company_id=by.company_id).select_related("role", "user")
    if user_id is None:
        return rows
    return rows.filter(user=get_user(user_id=user_id, by=by))


@query
def list_roles(*, by: Actor) -> QuerySet[Role]:
    """The roles of the house and the company's own."""
    return Role.objects.all()


@query
def list_api_keys(*, by: Actor) -> QuerySet[ApiKey]:
    """The keys of the acting company, without their secrets."""
    return ApiKey.objects.filter(company_id=by.company_id)


@query
def get_company(*, by: Actor) -> Company:
    """The acting company."""
    return Company.objects.get(pk=by.company_id)
