"""What identity says and takes over the API."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from sanye.stem.http import Schema
from sanye.stem.http.types import Instant, Many

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9_-]{0,39}$")]
Name = Annotated[str, StringConstraints(max_length=150)]
Email = Annotated[str, StringConstraints(pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$", max_length=254)]
Language = Literal["en", "zh-hans"]
Permission = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.*]{1,100}$")]


class CompanyIn(Schema):
    company_code: Code
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    name_zh: Annotated[str, StringConstraints(max_length=200)] = ""
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    functional_currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    tax_id: Annotated[str, StringConstraints(max_length=40)] = ""
    time_zone: Annotated[str, StringConstraints(max_length=40)] = "UTC"
    fiscal_year_starts_month: Annotated[int, Field(ge=1, le=12)] = 1
    chart: Literal["IFRS", "CN"] = "IFRS"
    tax_rounding: Literal["PER_LINE", "PER_TAX"] = "PER_LINE"


class CompanyOut(Schema):
    id: UUID
    code: str
    name: str
    name_zh: str
    country: str
    functional_currency: str
    time_zone: str


class SignIn(Schema):
    login: Name
    password: Annotated[str, StringConstraints(max_length=256)]


class UserOut(Schema):
    id: UUID
    login: str
    name: str
    email: str
    language: str
    is_service: bool
    is_active: bool


class OwnAccountOut(Schema):
    user: UserOut
    company: CompanyOut
    roles: list[str]
    permissions: list[str]
    companies: list[CompanyOut]


class TokenOut(Schema):
    csrf_token: str


class UserIn(Schema):
    login: Annotated[str, StringConstraints(pattern=r"^[\w.@+-]{1,150}$")]
    name: Name = ""
    email: Email = ""
    language: Language = "en"
    password: Annotated[str, StringConstraints(max_length=256)] | None = None
    is_service: bool = False


class UserChange(Schema):
    name: Name | None = None
    email: Email | None = None
    language: Language | None = None
    password: Annotated[str, StringConstraints(max_length=256)] | None = None


class OwnChange(Schema):
    name: Name | None = None
    language: Language | None = None
    password: Annotated[str, StringConstraints(max_length=256)] | None = None
    present_password: Annotated[str, StringConstraints(max_length=256)] = ""


class RoleIn(Schema):
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    name_zh: Annotated[str, StringConstraints(max_length=100)] = ""
    permissions: Many[Permission] = []
    is_portal: bool = False


class RoleOut(Schema):
    id: UUID
    code: str
    name: str
    name_zh: str
    permissions: list[str]
    is_portal: bool


class MembershipIn(Schema):
    role_code: Code
    site_ids: Many[UUID] | None = None
    party_ids: Many[UUID] | None = None
    own_only: bool = False
    is_default: bool = False


class MembershipOut(Schema):
    id: UUID
    user_id: UUID
    role: str = Field(alias="role.code")
    site_ids: list[UUID] | None
    party_ids: list[UUID] | None
    own_only: bool
    is_default: bool


class KeyIn(Schema):
    user_id: UUID
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    scopes: Many[Permission] = []
    expires_at: Instant | None = None


class KeyOut(Schema):
    id: UUID
    user_id: UUID
    name: str
    prefix: str
    scopes: list[str]
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewKeyOut(Schema):
    key: KeyOut
    token: str
