"""Who acts: the person, key or process behind a command, with rights and scopes."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One user of one company, as far as rules need to know.

    `permissions` are patterns over permission names (`erp.sales_orders.*`). `site_ids` and
    `party_ids` narrow what rows are seen; None means all. `own_only` shows own rows alone.
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

    def may(self, permission: str) -> bool:
        return any(fnmatchcase(permission, pattern) for pattern in self.permissions)


def system_actor(company_id: UUID, name: str = "system") -> Actor:
    """The company's own process, which may do everything."""
    return Actor(
        user_id=None,
        company_id=company_id,
        name=name,
        permissions=frozenset({"*"}),
        channel="SYSTEM",
    )
