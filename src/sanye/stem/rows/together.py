"""An operation for migrations that make many tables: they are made in one go."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Operations that add, alter and drop, with Django's picture of all models drawn once and not
    once per operation: drawing costs milliseconds per model, so a fresh database of 300 tables
    would take minutes otherwise.

    A new table's fields, constraints and indexes belong into its `CreateModel`; the order of tables
    does not matter, because PostgreSQL gets foreign keys after all of them. Neither SQL nor code
    may stand here, nor the alteration of a column made or altered here: they look at what came
    before them.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: list[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Take in everything before anything is drawn again."""
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Every operation sees the picture before all and the picture after all."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """The reverse, last first; what belongs to a table made here goes with it."""
        made = {o.name_lower for o in self.operations if isinstance(o, CreateModel)}
        for operation in reversed(self.operations):
            of_table = str(getattr(operation, "model_name", "")).lower()
            if of_table not in made:
                operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"{len(self.operations)} operations in one go"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [], {"operations": self.operations}
