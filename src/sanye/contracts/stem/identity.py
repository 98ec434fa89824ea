"""Facts of companies, users and their rights. Ids only: names stand in one erasable place."""

from uuid import UUID

from sanye.kernel.events import event


@event("sanye.stem.company.created.v1", key="company_id")
class CompanyCreated:
    company_id: UUID
    code: str


@event("sanye.stem.user.created.v1", key="user_id")
class UserCreated:
    user_id: UUID
    is_service: bool


@event("sanye.stem.user.blocked.v1", key="user_id")
class UserBlocked:
    user_id: UUID


@event("sanye.stem.membership.granted.v1", key="user_id")
class MembershipGranted:
    membership_id: UUID
    user_id: UUID
    role_code: str


@event("sanye.stem.membership.ended.v1", key="user_id")
class MembershipEnded:
    membership_id: UUID
    user_id: UUID
    role_code: str


@event("sanye.stem.api_key.issued.v1", key="api_key_id")
class ApiKeyIssued:
    api_key_id: UUID
    user_id: UUID
    scopes: tuple[str, ...]


@event("sanye.stem.api_key.revoked.v1", key="api_key_id")
class ApiKeyRevoked:
    api_key_id: UUID
    user_id: UUID
