from collections.abc import Iterator
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.postgresql.compiler import SQLCompiler as DjangosCompiler
from django.db.models import Count, Exists, F, Model, OuterRef, QuerySet

from sanye.stem.identity.models import User
from sanye.stem.masterdata.models import Item, ItemCompany
from sanye.stem.postgresql.compiler import SQLCompiler

TABLES = [model for model in apps.get_models() if model.__module__.startswith("sanye.")]


def test_the_connection_makes_its_sql_here(db: None) -> None:
    assert type(User.objects.all().query.get_compiler("default")) is SQLCompiler


def test_whole_rows_of_every_table_are_selected_as_by_django(db: None) -> None:
    assert len(TABLES) > 300
    for model in TABLES:
        rows = model._base_manager.filter(pk__isnull=False).order_by()
        for _ in range(2):
            assert _sql(rows) == _djangos_sql(rows), model


def test_joined_rows_of_every_table_are_selected_as_by_django(db: None) -> None:
    """A table that is joined twice has another name the second time."""
    twice = 0
    for model in TABLES:
        names = [field.name for field in model._meta.concrete_fields if field.is_relation]
        rows = model._base_manager.filter(pk__isnull=False).select_related(*names).order_by()
        if names:
            for _ in range(2):
                assert _sql(rows) == _djangos_sql(rows), model
            twice += "T" in {
                alias[0] for alias in rows.query.get_compiler("default").query.alias_map
            }
    assert twice > 0


@pytest.fixture
def users(db: None) -> QuerySet[User]:
    for name in ("c", "a", "b"):
        User.objects.create_user(name, email=f"{name}@example.org")
    return User.objects.filter(login__in="abc")


def _orders(users: QuerySet[User]) -> Iterator[QuerySet[User]]:
    yield users.order_by("login")
    yield users.order_by("-login")
    yield users.order_by(F("login").desc(nulls_last=True))
    yield users.order_by("is_active", "-pk").reverse()
    yield users.distinct().order_by("-login")
    yield users.only("email").order_by("-login")
    yield users.defer("email").order_by("login")
    yield users.annotate(called=F("login")).order_by("-called")
    yield users.filter(Exists(User.objects.filter(pk=OuterRef("pk")))).order_by("login")
    yield users.filter(pk__in=User.objects.exclude(login="b")).order_by("login")
    yield users.filter(login="a").union(users.filter(login="b")).order_by("-login")
    yield users.order_by("login").select_for_update(of=("self",))
    yield users.extra(select={"one": "1"}).order_by("login")


def test_rows_come_in_the_order_that_django_gives_them(users: QuerySet[User]) -> None:
    for rows in _orders(users):
        sql, params = _djangos_sql(rows)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            expected = [_id_in(row) for row in cursor.fetchall()]
        assert len(expected) > 1
        assert [user.pk for user in rows] == expected, sql


def test_joined_rows_are_whole_and_in_order(db: None) -> None:
    rows = ItemCompany.unscoped.select_related("item").order_by("item__code", "-pk")
    sql, _ = rows.query.sql_with_params()
    item = Item._meta.db_table
    assert f'ORDER BY "{item}"."code" ASC' in sql
    assert sql.count(f'"{item}"."') > len(Item._meta.concrete_fields)
    assert not list(rows)


def test_what_points_at_a_row_is_counted_and_missed(db: None) -> None:
    """Such a column's values are of a relation, not of a field."""
    lonely = Item.objects.filter(bills__isnull=True)
    counted = Item.objects.annotate(versions=Count("bills"))
    assert not list(lonely)
    assert not list(counted.filter(versions=0))


def test_what_one_statement_adds_to_its_columns_no_other_has(users: QuerySet[User]) -> None:
    before = _sql(users.order_by())
    compiler = users.order_by().query.get_compiler("default")
    compiler.setup_query()
    compiler.select.append(("spoilt", ("spoilt", ()), None))
    compiler.klass_info["select_fields"].append(99)
    assert _sql(users.order_by()) == before
    assert {user.login for user in users} == {"a", "b", "c"}


def test_columns_of_a_table_as_a_migration_knows_it_are_its_own(db: None) -> None:
    """A migration's models carry the names of today's and other columns."""
    from django.db.migrations.executor import MigrationExecutor

    _sql(User.objects.order_by())
    executor = MigrationExecutor(connection)
    state = executor.loader.project_state([("stem", "0001_initial")]).apps
    then = state.get_model("stem", "User")
    assert _sql(then._base_manager.order_by()) == _djangos_sql(then._base_manager.order_by())


def _id_in(row: tuple[object, ...]) -> UUID:
    return next(value for value in row if isinstance(value, UUID))


def _sql(rows: QuerySet[Model]) -> tuple[str, tuple[object, ...]]:
    return rows.query.get_compiler("default").as_sql()


def _djangos_sql(rows: QuerySet[Model]) -> tuple[str, tuple[object, ...]]:
    return DjangosCompiler(rows.query.clone(), connection, "default").as_sql()
