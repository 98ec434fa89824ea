"""Many ids: sent as one array, where Django sends a parameter for each, or read as one."""

from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignKey, UUIDField
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler


class _Ids(list[UUID]):
    """Several ids and nothing else: nothing has to be prepared in them."""


class InIds(In):
    """Of a column of ids. One id alone, other values and subqueries are Django's."""

    def get_prep_lookup(self) -> Any:
        if not hasattr(self.rhs, "resolve_expression"):
            self.rhs = _Ids(self.rhs)
            if len(self.rhs) > 1 and all(type(value) is UUID for value in self.rhs):
                return self.rhs
        return super().get_prep_lookup()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        if not isinstance(self.rhs, _Ids):
            return super().as_sql(compiler, connection)
        lhs, params = self.process_lhs(compiler, connection)
        ids = "{" + ",".join([value.hex for value in self.rhs]) + "}"
        return f"{lhs} = ANY(%s::uuid[])", [*params, ids]


class InRelatedIds(InIds, RelatedIn):
    """Of a column of references."""


class AnyOf(In):
    """`column__any_of=ArraySubquery(ids)`: the ids are read first and each is found by the column's
    index. With `__in` the planner supposes many and reads the whole table."""

    lookup_name = "any_of"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        lhs, params = self.process_lhs(compiler, connection)
        rhs, more = self.process_rhs(compiler, connection)
        return f"{lhs} = ANY({rhs})", [*params, *more]


def register() -> None:
    """For the columns of all tables."""
    UUIDField.register_lookup(InIds)
    UUIDField.register_lookup(AnyOf)
    ForeignKey.register_lookup(InRelatedIds)
