"""What the import linter cannot see about tables."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from sanye.stem.rows.models import CompanyRow

LEAVES = ("stem", "crm", "erp", "scm")


def tables() -> list[type[models.Model]]:
    """Every table of ours, history tables included."""
    return [model for leaf in LEAVES for model in apps.get_app_config(leaf).get_models()]


def own_tables() -> list[type[models.Model]]:
    return [model for model in tables() if not hasattr(model, "pgh_tracked_model")]


def test_no_table_holds_a_float() -> None:
    found = [
        f"{model._meta.label}.{field.name}: quantities and money are DecimalField"
        for model in tables()
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField)
    ]

    assert found == []


def test_no_foreign_key_leaves_a_leaf_but_into_the_stem() -> None:
    found = [
        f"{model._meta.label}.{field.name} → {target}: name the row by its id"
        for model in own_tables()
        for field, target in _references(model)
        if target not in (model._meta.app_label, "stem")
    ]

    assert found == []


def test_every_table_is_named_with_its_leaf() -> None:
    found = [
        f"{model._meta.label}: {model._meta.db_table}"
        for model in own_tables()
        if not model._meta.db_table.startswith(f"{model._meta.app_label}_")
    ]

    assert found == []


def test_no_table_has_a_default_order() -> None:
    assert [model._meta.label for model in own_tables() if model._meta.ordering] == []


def test_every_table_is_named_by_hand() -> None:
    found = [
        model._meta.label
        for model in own_tables()
        if "db_table" not in model._meta.original_attrs  # type: ignore[attr-defined]
    ]

    assert found == []


def test_what_is_unique_in_a_company_starts_with_the_company() -> None:
    found = [
        f"{model._meta.label}: {constraint.name}"
        for model in own_tables()
        if issubclass(model, CompanyRow)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        and {"number", "code"} & set(constraint.fields)
        and "company" in constraint.fields[1:]
    ]
    alone = [
        f"{model._meta.label}.{field.name}"
        for model in own_tables()
        if issubclass(model, CompanyRow)
        for field in model._meta.fields
        if field.unique and field.name in {"number", "code"}
    ]

    assert found + alone == []


def _references(model: type[models.Model]) -> Iterator[tuple[models.ForeignKey, str]]:  # type: ignore[type-arg]
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey):
            yield field, field.related_model._meta.app_label


def test_no_history_keeps_what_identifies_a_person() -> None:
    personal = {"email", "phone", "mobile", "login", "password", "secret_sha256", "birth_date"}
    found = [
        f"{model._meta.label}.{field.name}: exclude it from the history"
        for model in tables()
        if hasattr(model, "pgh_tracked_model")
        for field in model._meta.fields
        if field.name in personal
    ]

    assert found == []
