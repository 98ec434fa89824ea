"""Rows that are copied are as good as rows that are inserted: history, checks, references."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.stem.masterdata.models import ItemFamily, Tax
from sanye.stem.rows import copying
from sanye.stem.rows.copying import copy_rows

COLUMNS = ("id", "code", "name", "rate_ratio")


def everything_of(user: str) -> None:
    """For the rest of the test the database sees a user who may not leave triggers out."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {user}")
        cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {user}")
        cursor.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {user}")
        cursor.execute(f"GRANT CREATE, USAGE ON SCHEMA public TO {user}")
        cursor.execute(f"SET LOCAL ROLE {user}")


@pytest.fixture(params=["in sets", "row by row"])
def proof(request: pytest.FixtureRequest, by: Actor) -> str:
    """How references are proven: as the owner of the server may, and as anybody may."""
    if request.param == "row by row":
        everything_of("sanye_anybody")
    return str(request.param)


def tax(code: str, rate: str = "0.13") -> tuple[Any, ...]:
    return new_id(), code, f"Tax\t{code}\\", Decimal(rate)


def copy(rows: list[tuple[Any, ...]], company_id: UUID) -> int:
    with transaction.atomic():
        count = copy_rows(Tax, COLUMNS, rows, company_id=company_id)
        check_constraints()
    return count


def check_constraints() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def filled(row: dict[str, Any]) -> set[str]:
    return {name for name, value in row.items() if value is not None}


def history_of_taxes() -> Any:
    table = Tax.pgh_event_models["insert"]  # type: ignore[attr-defined]
    return table.objects


def test_stores_rows_and_their_history_as_if_they_were_inserted(
    by: Actor, at: datetime, proof: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "AT_ONCE", 2)
    rows = [tax("A"), tax("B", "0.06"), tax("C")]

    with entered(UnitOfWork(actor=by, name="test", at=at, command_id=new_id(), writes=True)):
        count = copy(rows, by.company_id)
        Tax.unscoped.create(company_id=by.company_id, code="D", name="Tax\tD\\", rate_ratio="0.13")

    stored = list(Tax.unscoped.order_by("code"))
    assert count == 3
    assert [(row.id, row.code, row.name, row.rate_ratio) for row in stored[:3]] == rows
    history = history_of_taxes().order_by("code")
    assert [(row.pgh_obj_id, row.code, row.pgh_label) for row in history] == [
        (row.id, row.code, "insert") for row in stored
    ]
    assert {row.created_at for row in history} == {row.created_at for row in stored}
    assert len({row.pgh_context_id for row in history}) == 1
    assert len({frozenset(filled(row)) for row in history.values()}) == 1


def test_refuses_a_row_that_names_what_is_not_there(by: Actor, proof: str) -> None:
    with pytest.raises(IntegrityError, match="foreign key"):
        copy([tax("A")], new_id())

    assert not Tax.unscoped.exists()
    assert not history_of_taxes().exists()


def test_refuses_a_row_that_breaks_a_check_or_comes_twice(by: Actor, proof: str) -> None:
    for wrong in ([tax("A"), tax("B", "-1")], [tax("A"), tax("A")]):
        with pytest.raises(IntegrityError):
            copy(wrong, by.company_id)

    assert not Tax.unscoped.exists()
    assert copy([tax("A")], by.company_id) == 1


def test_refuses_what_the_database_cannot_read(by: Actor, proof: str) -> None:
    """By an error of the kind that every other statement raises."""
    with pytest.raises(DataError):
        copy([tax("A\0B")], by.company_id)

    assert not Tax.unscoped.exists()


def test_a_row_may_name_one_that_comes_with_it(by: Actor, proof: str) -> None:
    above, below = new_id(), new_id()

    copy_rows(
        ItemFamily,
        ("id", "code", "name", "parent_id"),
        [(below, "BELOW", "Below", above), (above, "ABOVE", "Above", None)],
    )

    assert ItemFamily.objects.get(code="BELOW").parent_id == above


def test_triggers_fire_again_after_it(by: Actor, proof: str) -> None:
    copy([tax("A")], by.company_id)

    Tax.unscoped.create(company_id=new_id(), code="B", name="B", rate_ratio="0")
    with pytest.raises(IntegrityError, match="foreign key"):
        check_constraints()
