"""Triggers ask cheaply whether they are passed over."""

from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
LIGHT_SINCE = {"crm": "0007", "erp": "0007", "scm": "0007", "stem": "0108"}
"""The migrations that made triggers light: what was landed before them is put right by them."""
ASK = "SELECT _pgtrigger_should_ignore('steps')"


@pytest.mark.parametrize(
    ("setting", "answer"), [(None, False), ("", False), ("{}", False), ("{a,steps}", True)]
)
def test_a_trigger_is_passed_over_where_it_is_named(
    db: None, setting: str | None, answer: bool
) -> None:
    with connection.cursor() as cursor:
        if setting is not None:
            cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [setting])
        cursor.execute(ASK)
        assert cursor.fetchone() == (answer,)


def test_to_ask_raises_no_error_inside(db: None) -> None:
    """A function of one expression catches nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lanname FROM pg_proc JOIN pg_language l ON l.oid = prolang"
            " WHERE proname = '_pgtrigger_should_ignore'"
        )
        assert cursor.fetchall() == [("sql",)]


def test_each_migration_that_adds_triggers_leaves_them_light() -> None:
    heavy = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "src" / "sanye").glob("*/migrations/[0-9]*.py")
        if file.name > LIGHT_SINCE.get(file.parts[-3], "")
        and "AddTrigger" in (text := file.read_text())
        and "lighten_triggers()" not in text
    ]
    assert not heavy, "end their operations with lighten_triggers()"
