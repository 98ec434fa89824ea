"""The OpenAPI file: what clients are generated from."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def file() -> dict[str, Any]:
    from sanye.project.urls import api

    return dict(api.get_openapi_schema())


def operations(file: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in file["paths"].items()
        for method, operation in methods.items()
    ]


def test_is_of_version_3_1(file):
    assert file["openapi"] == "3.1.0"


def test_every_operation_has_a_name_of_its_own(file):
    names = [operation["operationId"] for _, _, operation in operations(file)]

    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_operation_says_what_it_answers_and_refuses(file):
    silent = [
        f"{method} {path}"
        for method, path, operation in operations(file)
        if "default" not in operation["responses"] or len(operation["responses"]) < 2
    ]

    assert silent == []


def test_paths_are_plural_nouns_in_lower_case_with_hyphens(file):
    words = [word for path in file["paths"] for word in path.split("/") if not word.startswith("{")]
    odd = [word for word in words if word != word.lower().replace("_", "-")]

    assert odd == []


def test_the_documentation_needs_no_other_server():
    page = Client().get("/api/v1/docs").content.decode()
    sources = [part.split('"')[0] for part in page.split('src="')[1:]]

    assert sources
    for source in sources:
        assert source.startswith("/static/")
        assert Client().get(source).status_code == 200
