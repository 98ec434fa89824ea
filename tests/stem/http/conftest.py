"""A small API over the counters of document numbers, served with the conventions of the house."""

import hashlib
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from sanye.kernel.errors import Refusal
from sanye.stem.http import Page, Router, Schema, actor_of, api_object, each_row, now, page_of
from sanye.stem.identity.authentication import authenticate
from sanye.stem.identity.models import ApiKey, Membership, Role, User
from sanye.stem.numbering.models import NumberSeries
from tests.stem.http import series

router = Router()


class SeriesIn(Schema):
    prefix: str
    year: int


class SeriesOut(Schema):
    id: UUID
    prefix: str
    year: int
    last_number: int


class Statement(Schema):
    sql: str


@router.get("", response=Page[SeriesOut])
def list_series(request: HttpRequest, year: int | None = None) -> HttpResponse:
    rows = series.list_series(year=year, by=actor_of(request))
    return page_of(request, rows, SeriesOut, order="year", sortable=["prefix"])


@router.get("/all", response=list[SeriesOut])
def all_series(request: HttpRequest) -> tuple[NumberSeries, ...]:
    return tuple(series.list_series(year=None, by=actor_of(request)))


@router.get("/{uuid:series_id}", response=SeriesOut)
def get_series(request: HttpRequest, series_id: UUID) -> NumberSeries:
    return series.get_series(series_id=series_id, by=actor_of(request))


@router.post("", response={201: SeriesOut})
def open_series(request: HttpRequest, row: SeriesIn) -> NumberSeries:
    return series.open_series(**row.dict(), by=actor_of(request), at=now())


@router.post("/bulk", response={201: list[SeriesOut]})
def open_many(request: HttpRequest, rows: list[SeriesIn]) -> list[NumberSeries]:
    def change(row: SeriesIn) -> NumberSeries:
        return series.open_series(**row.dict(), by=actor_of(request), at=now())

    return each_row(rows, change)


@router.post("/{uuid:series_id}/draw", response=SeriesOut)
def draw(request: HttpRequest, series_id: UUID) -> NumberSeries:
    return series.draw(series_id=series_id, by=actor_of(request), at=now())


@router.get("/broken", response=SeriesOut)
def broken(request: HttpRequest) -> None:
    raise ZeroDivisionError


@router.post("/troubled")
def troubled(request: HttpRequest, row: Statement) -> None:
    """Runs what it is given, as a command that meets a database in trouble."""
    with connection.cursor() as cursor:
        cursor.execute(row.sql)


api = api_object(title="Test", version="1", authenticate=authenticate)
api.add_router("/series", router)
urlpatterns = [path("api/v1/", api.urls)]


class SeriesClosed(Refusal):
    code = "test.series_closed"


@pytest.fixture(autouse=True)
def served_here(settings):
    settings.ROOT_URLCONF = "tests.stem.http.conftest"


@pytest.fixture
def user(company_id: UUID) -> User:
    role = Role.objects.create(code="TEST", name="Tester", permissions=["*"])
    user = User.objects.create_user("ann", "a good passphrase", name="Ann")
    Membership.objects.create(user=user, company_id=company_id, role=role)
    return user


@pytest.fixture
def key(user: User, company_id: UUID) -> str:
    secret = "not-a-secret-but-a-test"
    ApiKey.objects.create(
        user=user,
        company_id=company_id,
        name="test",
        prefix="abcd1234",
        secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
    )
    return f"sanye_abcd1234_{secret}"


@pytest.fixture
def client(key: str) -> Client:
    client = Client(headers={"Authorization": f"Bearer {key}"})
    client.raise_request_exception = False
    return client
