"""The API's description, which takes a second to make and which anybody may ask for."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.test import Client

from sanye.project.urls import api
from sanye.stem.http import api as module

FILE = "/api/v1/openapi.json"


def test_is_made_once_for_all_who_ask_first(monkeypatch: pytest.MonkeyPatch):
    made: list[int] = []
    together = Barrier(4)

    def counted(file: Any) -> Any:
        made.append(1)
        return file

    def ask(_number: int) -> Any:
        together.wait()
        return api.get_openapi_schema()

    monkeypatch.setattr(api, "_file", None)
    monkeypatch.setattr(module, "completed", counted)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(ask, range(4)))

    assert len(made) == 1
    assert all(answer is answers[0] for answer in answers)


def test_is_not_sent_again_to_who_has_it():
    whole = Client().get(FILE)
    again = Client().get(FILE, headers={"If-None-Match": whole["ETag"]})
    other = Client().get(FILE, headers={"If-None-Match": '"another"'})

    assert (whole.status_code, whole["Content-Type"]) == (200, "application/json")
    assert "paths" in whole.json()
    assert (again.status_code, again.content) == (304, b"")
    assert other.content == whole.content
