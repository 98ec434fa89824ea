"""Requests at the same time: one answer per key, no change overwritten unseen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from sanye.stem.commands.models import IdempotencyKey
from sanye.stem.numbering.models import NumberSeries
from tests.racing import Overtaking

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/series"
CALLERS = 6


def at_once(client: Client, path: str, body: object, **headers: str) -> list[object]:
    def send(_: int):
        mine = Client(headers={"Authorization": client.defaults["HTTP_AUTHORIZATION"]})
        try:
            return mine.post(path, body, content_type="application/json", headers=headers)
        finally:
            connection.close()

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(send, range(CALLERS)))


def test_duplicates_wait_for_the_first_and_get_its_answer(client):
    answers = at_once(client, URL, {"prefix": "SO", "year": 2026}, **{"Idempotency-Key": "k"})

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == CALLERS - 1
    assert NumberSeries.unscoped.count() == 1


def test_of_those_who_read_the_same_state_one_changes_it(client, company_id):
    row = NumberSeries.unscoped.create(company_id=company_id, prefix="SO", year=2026)
    tag = client.get(f"{URL}/{row.id}")["ETag"]

    answers = at_once(client, f"{URL}/{row.id}/draw", {}, **{"If-Match": tag})

    assert sorted(answer.status_code for answer in answers) == [200] + [412] * (CALLERS - 1)
    assert NumberSeries.unscoped.get().last_number == 1


def test_a_key_that_is_forgotten_as_it_is_sent_again_is_a_new_one(client):
    def send(year: int):
        body, key = {"prefix": "SO", "year": year}, {"Idempotency-Key": "k"}
        return client.post(URL, body, content_type="application/json", headers=key)

    send(2026)
    forgetting = Overtaking(lambda: IdempotencyKey.unscoped.all().delete())

    def between(execute, sql, *args):
        if sql.startswith("SELECT request_sha256"):
            forgetting.come()
        return execute(sql, *args)

    with connection.execute_wrapper(between):
        answer = send(2027)

    assert forgetting.end()[0] == 1
    assert (answer.status_code, answer.json()["year"]) == (201, 2027)
