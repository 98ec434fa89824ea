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
from django.db.models.expressions import OrderBy
from django.db.models.sql import Query

__all__ = [
    "SQLAggregateCompiler",
    "SQLCompiler",
    "SQLDeleteCompiler",
    "SQLInsertCompiler",
    "SQLUpdateCompiler",
]

_EVERY_COLUMN = (frozenset[str](), True)
_columns: dict[type[Model], list[tuple[Any, ...]]] = {}
_converters: dict[type[Model], dict[int, Any]] = {}


class SQLCompiler(compiler.SQLCompiler):
    """Django's, with a short way for `SELECT` of whole rows of one table."""

    whole_rows_of: type[Model] | None = None

    def get_select(self, with_col_aliases: bool = False) -> tuple[Any, Any, Any]:  # noqa: FBT001, FBT002 - Django's
        model = self.query.model
        if with_col_aliases or model is None or not _reads_whole_rows(self.query):
            return super().get_select(with_col_aliases)
        self.whole_rows_of = model
        if model not in _columns:
            _columns[model], _, _ = super().get_select()
        select = _columns[model]
        return [*select], {"model": model, "select_fields": [*range(len(select))]}, {}

    def get_converters(self, expressions: Any) -> dict[int, Any]:
        model = self.whole_rows_of
        if model is None:
            return super().get_converters(expressions)
        if model not in _converters:
            _converters[model] = super().get_converters(expressions)
        return _converters[model]

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
