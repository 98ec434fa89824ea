"""Who acts: the person, key or process behind a command, with rights and scopes."""

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One user of one company, as far as rules need to know.

    `permissions` are patterns over permission names (`erp.sales_orders.*`). `site_ids` and
    `party_ids` narrow what rows are seen; None means all. `own_only` shows own rows alone.
    `scopes` are the patterns of an API key, which narrow the permissions; None means no key.
    """

    user_id: UUID | None
    company_id: UUID
    name: str
    permissions: frozenset[str]
    site_ids: frozenset[UUID] | None = None
    party_ids: frozenset[UUID] | None = None
    own_only: bool = False
    language: str = "en"
    channel: str = "API"
    scopes: frozenset[str] | None = None

    def may(self, permission: str) -> bool:
        return _matches(permission, self.permissions) and (
            self.scopes is None or _matches(permission, self.scopes)
        )

    def within(self, scopes: frozenset[str]) -> "Actor":
        """The same actor through an API key: what both the roles and the scopes allow."""
        return replace(self, scopes=scopes)


def _matches(permission: str, patterns: frozenset[str]) -> bool:
    return any(fnmatchcase(permission, pattern) for pattern in patterns)


def system_actor(company_id: UUID, name: str = "system") -> Actor:
    """The company's own process, which may do everything."""
    return Actor(
        user_id=None,
        company_id=company_id,
        name=name,
        permissions=frozenset({"*"}),
        channel="SYSTEM",
    )
