"""Abstract tables. `objects` sees what the acting user may see; `unscoped` is infrastructure's."""

from collections.abc import Collection
from functools import lru_cache, reduce
from operator import or_
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from django.db import models
from django.db.models.functions import Now
from django.db.models.sql import Query

from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import current
from sanye.stem.rows.errors import ScopeMissing

M = TypeVar("M", bound=models.Model)


class ScopedManager(models.Manager[M]):
    """Rows of the acting company, narrowed to the actor's sites, parties and own rows.

    An actor bound to parties (a customer or supplier portal) sees nothing of a table that does
    not name its party column.
    """

    def get_queryset(self) -> models.QuerySet[M]:
        unit = current()
        if unit is None:
            raise ScopeMissing(self.model.__name__)
        actor = unit.actor
        table = cast("type[CompanyRow]", self.model)
        rows = super().get_queryset()
        rows.query = _of_company(table, actor.company_id).clone()
        if actor.site_ids is not None and table.scope_site:
            rows = rows.filter(_any_of(table.scope_site, actor.site_ids))
        if actor.party_ids is not None:
            if not table.scope_party:
                return rows.none()
            rows = rows.filter(**{f"{table.scope_party}__in": actor.party_ids})
        if actor.own_only and table.scope_own:
            rows = rows.filter(_any_of(table.scope_own, [actor.user_id]))
        return rows


@lru_cache(maxsize=4096)
def _of_company(table: "type[CompanyRow]", company_id: UUID) -> Query:
    """What every query of the company's rows starts from, made once."""
    return table.unscoped.filter(**{table.scope_company: company_id}).query


def _any_of(columns: str | tuple[str, ...], ids: Collection[UUID | None]) -> models.Q:
    """One of the columns names one of the ids."""
    names = (columns,) if isinstance(columns, str) else columns
    return reduce(or_, (models.Q(**{f"{name}__in": ids}) for name in names))


class Row(models.Model):
    """A row of the group: an id made by the application and the moment it was stored."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        for name in ("number", "code", "name"):
            if hasattr(self, name):
                return str(getattr(self, name))
        return str(self.pk)


class CompanyRow(Row):
    """A row of one company (legal entity).

    `scope_site`, `scope_party` and `scope_own` name the columns by which row scopes see it; with
    several columns one of them is enough.
    """

    scope_company: ClassVar[str] = "company_id"
    scope_site: ClassVar[str | tuple[str, ...]] = ""
    scope_party: ClassVar[str] = ""
    scope_own: ClassVar[str | tuple[str, ...]] = ""

    company = models.ForeignKey(
        "stem.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    unscoped: ClassVar[models.Manager[Any]] = models.Manager()
    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "objects"
