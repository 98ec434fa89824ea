"""Which company a command is about: --company CODE, or the only one there is."""

import argparse

from sanye.kernel.actors import Actor, system_actor
from sanye.kernel.errors import InvalidInput, NotFound
from sanye.stem.identity.models import Company


class CompanyNotNamed(InvalidInput):
    code = "project.company_not_named"
    text_en = "There are several companies ({codes}): say which with --company CODE."
    text_zh = "有多家公司（{codes}）：请用 --company 指定代码。"


class NoCompany(NotFound):
    code = "project.no_company"
    text_en = "There is no company yet. Make one with: sanye company (see sanye company --help)."
    text_zh = "尚无公司。请用 sanye company 建立（用法见 sanye company --help）。"


def add_company_argument(parser: argparse.ArgumentParser, *, default: str = "") -> None:
    """--company, for commands about one company."""
    parser.add_argument("--company", default=default, metavar="CODE", help="company / 公司代码")


def companies_named(code: str) -> list[Company]:
    """The company of that code, or all where no code is given. Raises NotFound."""
    if not code:
        return list(Company.objects.order_by("code"))
    company = Company.objects.filter(code=code).first()
    if company is None:
        raise NotFound(what="Company", id=code)
    return [company]


def company_named(code: str) -> Company:
    """The one company meant. Raises NotFound, NoCompany or CompanyNotNamed."""
    companies = companies_named(code)
    if len(companies) > 1:
        raise CompanyNotNamed(codes=", ".join(company.code for company in companies))
    if not companies:
        raise NoCompany()
    return companies[0]


def actor_named(code: str) -> Actor:
    """The process itself, acting in the company meant."""
    return system_actor(company_named(code).id, "sanye")
