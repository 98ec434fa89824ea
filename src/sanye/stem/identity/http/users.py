"""Users, their roles in the acting company, and the roles themselves."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.stem.http import Page, Router, actor_of, now, page_of
from sanye.stem.identity import commands, queries
from sanye.stem.identity.http.schemas import (
    Code,
    MembershipIn,
    MembershipOut,
    RoleIn,
    RoleOut,
    UserChange,
    UserIn,
    UserOut,
)

router = Router()
roles = Router()


@router.get("", response=Page[UserOut])
def list_users(request: HttpRequest) -> HttpResponse:
    rows = queries.list_users(by=actor_of(request))
    return page_of(request, rows, UserOut, order="login")


@router.post("", response={201: UserOut})
def create_user(request: HttpRequest, user: UserIn) -> object:
    return commands.create_user(**user.dict(), by=actor_of(request), at=now())


@router.get("/{uuid:user_id}", response=UserOut)
def get_user(request: HttpRequest, user_id: UUID) -> object:
    return queries.get_user(user_id=user_id, by=actor_of(request))


@router.patch("/{uuid:user_id}", response=UserOut)
def change_user(request: HttpRequest, user_id: UUID, change: UserChange) -> object:
    return commands.change_user(user_id=user_id, **change.dict(), by=actor_of(request), at=now())


@router.post("/{uuid:user_id}/block", response=UserOut)
def block_user(request: HttpRequest, user_id: UUID) -> object:
    return commands.block_user(user_id=user_id, by=actor_of(request), at=now())


@router.get("/{uuid:user_id}/memberships", response=list[MembershipOut])
def list_memberships(request: HttpRequest, user_id: UUID) -> object:
    return queries.list_memberships(user_id=user_id, by=actor_of(request))


@router.post("/{uuid:user_id}/memberships", response={201: MembershipOut})
def grant_membership(request: HttpRequest, user_id: UUID, membership: MembershipIn) -> object:
    return commands.grant_membership(
        user_id=user_id, **membership.dict(), by=actor_of(request), at=now()
    )


@router.delete("/{uuid:user_id}/memberships/{uuid:membership_id}", response={204: None})
def end_membership(request: HttpRequest, user_id: UUID, membership_id: UUID) -> object:
    commands.end_membership(
        user_id=user_id, membership_id=membership_id, by=actor_of(request), at=now()
    )
    return HttpResponse(status=204)


@roles.get("", response=Page[RoleOut])
def list_roles(request: HttpRequest) -> HttpResponse:
    return page_of(request, queries.list_roles(by=actor_of(request)), RoleOut, order="code")


@roles.put("/{role_code}", response=RoleOut)
def put_role(request: HttpRequest, role_code: Code, role: RoleIn) -> object:
    return commands.put_role(role_code=role_code, **role.dict(), by=actor_of(request), at=now())
