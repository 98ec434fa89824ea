"""Rows of one table become SQL with columns that are worked out once for each table."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from django.apps import apps
from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import (
    SQLAggregateCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)
from django.db.models import Model
from django.db.models.expressions import Col, OrderBy
from django.db.models.sql import Query

__all__ = [
    "SQLAggregateCompiler",
    "SQLCompiler",
    "SQLDeleteCompiler",
    "SQLInsertCompiler",
    "SQLUpdateCompiler",
]

_EVERY_COLUMN = (frozenset[str](), True)
_rows: dict[type[Model], list[tuple[Any, ...]]] = {}
_Key = tuple[str, int, int]
"""A column: what its table is called (its name, T3, U0), and the ids of the column's field and of
the one that its values are of. A column is kept with what is known of it: its ids stay its own."""
_sql: dict[_Key, tuple[Col, str]] = {}
_converters: dict[_Key, tuple[Col, list[Any]]] = {}


class SQLCompiler(compiler.SQLCompiler):
    """Django's, with a short way for columns and for `SELECT` of whole rows of one table."""

    def compile(self, node: Any) -> tuple[str, Any]:
        key = _key_of(node)
        if key is None:
            return super().compile(node)
        if key not in _sql:
            _sql[key] = node, super().compile(node)[0]
        return _sql[key][1], []

    def get_select(self, with_col_aliases: bool = False) -> tuple[Any, Any, Any]:  # noqa: FBT001, FBT002 - Django's
        model = self.query.model
        if with_col_aliases or model is None or not _reads_whole_rows(self.query):
            return super().get_select(with_col_aliases)
        if model not in _rows:
            _rows[model], _, _ = super().get_select()
        select = _rows[model]
        return [*select], {"model": model, "select_fields": [*range(len(select))]}, {}

    def get_order_by(self) -> Any:
        """Rows to be locked are so by their ids, where nobody says in which order: who locks some
        of them too does not meet us in a circle."""
        query = self.query
        has_order = query.order_by or query.extra_order_by or query.get_meta().ordering
        if query.select_for_update and not (has_order or query.is_sliced or query.combinator):
            query.add_ordering("pk")
        return super().get_order_by()

    def get_converters(self, expressions: Any) -> dict[int, Any]:
        found = {}
        for at, expression in enumerate(expressions):
            key = _key_of(expression)
            if key is None:
                return super().get_converters(expressions)
            if key not in _converters:
                alone = super().get_converters([expression])
                _converters[key] = expression, alone[0][0] if alone else []
            _, converters = _converters[key]
            if converters:
                found[at] = (converters, expression)
        return found

    def _order_by_pairs(self) -> Any:
        """Order by names. To order by positions Django hashes every column that is selected."""
        pairs = cast("Callable[[], Iterator[tuple[OrderBy, bool]]]", super()._order_by_pairs)
        if not _selects_columns_only(self.query):
            return pairs()
        select, self.select = self.select, []
        try:
            return iter([*pairs()])
        finally:
            self.select = select


def _key_of(node: Any) -> _Key | None:
    """The key of a column of a table as it is today; None for all else."""
    if type(node) is not Col or node.target.model._meta.apps is not apps:  # noqa: SLF001 - documented model API
        return None
    return node.alias, id(node.target), id(node.output_field)


def _selects_columns_only(query: Query) -> bool:
    return (
        query.default_cols
        and query.selected is None
        and not query.annotations
        and not query.extra
        and not query.combinator
    )


def _reads_whole_rows(query: Query) -> bool:
    meta = query.get_meta()
    return (
        _selects_columns_only(query)
        and query.deferred_loading == _EVERY_COLUMN
        and not query.select_related
        and query.base_table == meta.db_table
        and not meta.parents
        and meta.apps is apps
    )
