"""`sanye company CODE NAME …`: a company of one's own, its books and its first administrator."""

import argparse
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from sanye.kernel.actors import system_actor
from sanye.kernel.ids import new_id
from sanye.project.cli.result import Result
from sanye.project.runtime.console import language, text
from sanye.stem.commands.transactions import in_one_transaction
from sanye.stem.identity import commands as identity


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help=text("its short name", "公司代码"))
    parser.add_argument("name", metavar="NAME", help=text("its name in law", "公司名称"))
    parser.add_argument("--name-zh", default="", help=text("its name in Chinese", "中文名称"))
    parser.add_argument("--country", type=letters(2), required=True, metavar="CN")
    parser.add_argument("--currency", type=letters(3), required=True, metavar="CNY")
    parser.add_argument("--time-zone", required=True, metavar="Asia/Shanghai")
    parser.add_argument(
        "--chart",
        choices=["CN", "IFRS"],
        help=text("chart of accounts (CN in China, else IFRS)", "会计科目表（中国 CN，其他 IFRS）"),
    )
    parser.add_argument(
        "--admin",
        default="admin",
        metavar="LOGIN",
        help=text("its first administrator (admin)", "首位管理员的登录名（admin）"),
    )


def letters(count: int) -> Callable[[str], str]:
    """For `type=`: a code of so many letters, in capitals."""

    def read(given: str) -> str:
        if len(given) != count or not (given.isascii() and given.isalpha()):
            raise argparse.ArgumentTypeError(
                text(f"{given} has not {count} letters", f"{given} 不是 {count} 个字母")
            )
        return given.upper()

    return read


def run(args: argparse.Namespace) -> Result:
    password = secrets.token_urlsafe(12)
    at = datetime.now(UTC)
    in_one_transaction(lambda: _make(args, password, at))
    data: dict[str, Any] = {"company": args.code, "login": args.admin, "password": password}
    said = [
        text(
            f"The company {args.code} was made. Its administrator signs in as {args.admin} with"
            f" the password {password}, shown this once.",
            f"已建立公司 {args.code}。管理员登录名 {args.admin}，密码 {password}，仅显示一次。",
        )
    ]
    return Result(data, said)


def _make(args: argparse.Namespace, password: str, at: datetime) -> None:
    by = system_actor(new_id(), "sanye")
    identity.create_company(
        company_id=by.company_id,
        company_code=args.code,
        name=args.name,
        name_zh=args.name_zh,
        country=args.country,
        functional_currency=args.currency,
        time_zone=args.time_zone,
        chart=args.chart or ("CN" if args.country == "CN" else "IFRS"),
        by=by,
        at=at,
    )
    if "erp" in settings.LEAVES:
        from sanye.erp.ledger.commands import open_books

        open_books(by=by, at=at)
    tongue = "zh-hans" if language() == "zh" else "en"
    user = identity.create_user(
        login=args.admin, name=args.admin, password=password, language=tongue, by=by, at=at
    )
    identity.grant_membership(user_id=user.id, role_code="ADMIN", by=by, at=at)
