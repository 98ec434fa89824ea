"""Rows of one table become SQL with columns that are worked out once for each table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
_columns: dict[tuple[str, int, int], "_Column"] = {}
"""By what the table is called (itself, T3, U0) and the ids of two fields, which last: the column's,
and the one its values are of."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column, the same in every statement that calls its table so."""

    col: Col
    sql: str
    converters: list[Any]


class SQLCompiler(compiler.SQLCompiler):
    """Django's, with a short way for columns and for `SELECT` of whole rows of one table."""

    def compile(self, node: Any) -> tuple[str, Any]:
        column = self._known(node)
        return super().compile(node) if column is None else (column.sql, [])

    def get_select(self, with_col_aliases: bool = False) -> tuple[Any, Any, Any]:  # noqa: FBT001, FBT002 - Django's
        model = self.query.model
        if with_col_aliases or model is None or not _reads_whole_rows(self.query):
            return super().get_select(with_col_aliases)
        if model not in _rows:
            _rows[model], _, _ = super().get_select()
        select = _rows[model]
        return [*select], {"model": model, "select_fields": [*range(len(select))]}, {}

    def get_converters(self, expressions: Any) -> dict[int, Any]:
        columns = [self._known(expression) for expression in expressions]
        if None in columns:
            return super().get_converters(expressions)
        found = enumerate(column for column in columns if column is not None)
        return {at: (column.converters, column.col) for at, column in found if column.converters}

    def _known(self, node: Any) -> _Column | None:
        if type(node) is not Col:
            return None
        key = (node.alias, id(node.target), id(node.output_field))
        known = _columns.get(key)
        if known is None and node.target.model._meta.apps is apps:  # noqa: SLF001 - documented model API
            sql, _ = super().compile(node)
            found = super().get_converters([node])
            known = _columns[key] = _Column(node, sql, found[0][0] if found else [])
        return known

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
