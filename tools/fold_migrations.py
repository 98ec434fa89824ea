"""Rewrites migrations so that every table is made by one operation, and all is done together.

    python tools/fold_migrations.py stem crm erp scm

`makemigrations` splits off foreign keys and constraints it cannot order; see `Together`. A column
of a table that stands may be altered there once; a migration with SQL or code is left as it is.
"""

import sys
from importlib import import_module
from pathlib import Path

import django
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    CreateModel,
    Migration,
    RemoveConstraint,
    RemoveIndex,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter
from pgtrigger.migrations import AddTrigger, RemoveTrigger

FOLDED = (
    AddConstraint,
    AddField,
    AddIndex,
    AddTrigger,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
    RemoveTrigger,
)
"""What may stand in one `Together`: none of these looks at what another has just done, but an
alteration of a column that another one makes or alters."""
ALONE = (AlterModelOptions,)
"""What may follow it: it does not matter to these whether they come before or after."""


def main(leaves: list[str]) -> None:
    django.setup()
    from sanye.stem.rows.together import Together

    for leaf in leaves:
        package = import_module(f"sanye.{leaf}.migrations")
        for path in sorted(Path(package.__path__[0]).glob("[0-9]*.py")):
            migration = _load(leaf, path.stem)
            operations = migration.operations
            if any(isinstance(o, Together) for o in operations):
                continue  # it may have landed: what was applied somewhere is not rewritten
            together = [o for o in operations if type(o) in FOLDED]
            others = [o for o in operations if type(o) not in FOLDED]
            if len(together) > 1 and all(type(o) in ALONE for o in others) and _is_free(together):
                migration.operations = [Together(fold(together)), *others]
                path.write_text(MigrationWriter(migration).as_string())


def _is_free(operations: list[Operation]) -> bool:
    """Whether no column is altered that is made or altered by another of the operations."""
    made = {o.name_lower for o in operations if isinstance(o, CreateModel)}
    touched = [
        (o.model_name_lower, o.name_lower)
        for o in operations
        if isinstance(o, AddField | AlterField)
    ]
    altered = [(o.model_name_lower, o.name_lower) for o in operations if isinstance(o, AlterField)]
    return all(table not in made and touched.count((table, name)) == 1 for table, name in altered)


def fold(operations: list[Operation]) -> list[Operation]:
    """Tables first, each with all that belongs to it; then the rest in its order."""
    tables = {o.name_lower: o for o in operations if isinstance(o, CreateModel)}
    rest: list[Operation] = []
    for operation in operations:
        table = tables.get(getattr(operation, "model_name_lower", ""))
        if table is None or not _put_into(table, operation):
            rest.append(operation)
    return [*tables.values(), *(o for o in rest if not isinstance(o, CreateModel))]


def _put_into(table: CreateModel, operation: Operation) -> bool:
    if isinstance(operation, AddField):
        table.fields.append((operation.name, operation.field))
    elif isinstance(operation, AddConstraint):
        table.options.setdefault("constraints", []).append(operation.constraint)
    elif isinstance(operation, AddIndex):
        table.options.setdefault("indexes", []).append(operation.index)
    else:
        return False
    return True


def _load(leaf: str, name: str) -> Migration:
    made: Migration = import_module(f"sanye.{leaf}.migrations.{name}").Migration(name, leaf)
    return made


if __name__ == "__main__":
    main(sys.argv[1:])
