"""An operation for migrations by which foreign keys give up indexes that others cover."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AlterField
from django.db.migrations.state import ProjectState
from django.db.models import Field, Index, Model


class IndexedByAnother(AlterField):
    """A foreign key loses its own index, since a longer one begins with its column.

    `AlterField` would drop the foreign key too, make it again and prove every row anew.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        """Drop the index that Django made with the column."""
        model, field = self._at(app_label, from_state)
        named = {index.name for index in model._meta.indexes}  # noqa: SLF001
        names = schema_editor._constraint_names(  # type: ignore[attr-defined]  # noqa: SLF001
            model, [field.column], index=True, type_=Index.suffix, exclude=named
        )
        for name in names:
            schema_editor.execute(
                schema_editor._delete_index_sql(model, name)  # type: ignore[attr-defined]  # noqa: SLF001
            )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002
        to_state: ProjectState,
    ) -> None:
        """Make it again."""
        model, field = self._at(app_label, to_state)
        schema_editor.execute(
            schema_editor._create_index_sql(model, fields=[field])  # type: ignore[attr-defined]  # noqa: SLF001
        )

    def _at(self, app_label: str, state: ProjectState) -> "tuple[type[Model], Field[Any, Any]]":
        model = state.apps.get_model(app_label, self.model_name)
        return model, model._meta.get_field(self.name)  # noqa: SLF001
