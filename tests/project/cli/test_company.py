"""An empty Sanye gets its first company, and somebody who may sign in to it."""

import argparse
from typing import Any

import pytest
from django.test import Client

from sanye.project.cli import Result, company
from sanye.project.cli.arguments import Parser, WrongArguments
from sanye.project.cli.companies import NoCompany, company_named
from sanye.stem.identity.errors import LoginTaken
from sanye.stem.identity.models import Company

pytestmark = pytest.mark.django_db
PLACE = ("--country", "cn", "--currency", "CNY", "--time-zone", "Asia/Shanghai")


def made(*words: str) -> Result:
    parser = Parser(prog="sanye company")
    company.add_arguments(parser)
    return company.run(parser.parse_args([*words, *PLACE], argparse.Namespace()))


def test_makes_the_first_company_with_books_and_an_administrator(client: Client) -> None:
    with pytest.raises(NoCompany):
        company_named("")

    told: dict[str, Any] = made("ACME", "Acme Ltd").data

    signed_in = client.post(
        "/api/v1/session",
        {"login": "admin", "password": told["password"]},
        content_type="application/json",
    )
    assert signed_in.status_code == 200
    assert (signed_in.json()["company"]["code"], signed_in.json()["roles"]) == ("ACME", ["ADMIN"])
    assert client.get("/api/v1/ledger/accounts").json()["items"]


def test_makes_neither_where_the_login_is_taken() -> None:
    made("ACME", "Acme Ltd")

    with pytest.raises(LoginTaken):
        made("SECOND", "Second Ltd")

    assert [one.code for one in Company.objects.all()] == ["ACME"]
    assert made("SECOND", "Second Ltd", "--admin", "other").ok


def test_refuses_what_is_no_country() -> None:
    parser = Parser(prog="sanye company")
    company.add_arguments(parser)

    with pytest.raises(WrongArguments, match="China has not 2 letters"):
        parser.parse_args(["A", "A", "--country", "China"])
