"""Settings as the environment gives them: read with their form, refused where they have another.

A wrong value that waited for its first use would be met by a request at night. No value is shown
that may hold a password.
"""

import os
import re
from collections.abc import Collection
from ipaddress import ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from sanye.kernel.errors import Refusal
from sanye.project.runtime.console import text

_RATE = re.compile(r"[1-9][0-9]*/[smh]")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_SWITCHES = {"": False, "0": False, "1": True}


class SettingNotValid(Refusal):
    code = "project.setting_not_valid"
    text_en = "The setting {name} has no such value{given}: {wanted}."
    text_zh = "设置 {name} 的值{given}无效：{wanted}。"

    def __init__(self, name: str, wanted_en: str, wanted_zh: str, *, shown: str = "") -> None:
        given = f" ({shown})" if shown else ""
        super().__init__(name=name, given=given, wanted=text(wanted_en, wanted_zh))


PREPARED_AFTER = 5
"""Times that a session has seen a statement before it keeps its plan (`planned_once`)."""


def number(name: str, default: int) -> int:
    """A whole number from 0 on. Raises SettingNotValid."""
    given = os.environ.get(name) or str(default)
    if not given.isascii() or not given.isdigit():
        raise SettingNotValid(name, "a whole number from 0 on", "应为 0 以上的整数", shown=given)
    return int(given)


def switch(name: str) -> bool:
    """1 for on; 0 or empty for off. Raises SettingNotValid."""
    given = os.environ.get(name, "")
    if given not in _SWITCHES:
        raise SettingNotValid(name, "1 for on, 0 for off", "1 为开，0 为关", shown=given)
    return _SWITCHES[given]


def rate(name: str, default: str) -> str:
    """Such as `600/m`; empty for no limit. Raises SettingNotValid."""
    given = os.environ.get(name, default)
    if given and not _RATE.fullmatch(given):
        raise SettingNotValid(
            name, "such as 600/m (s, m or h), empty for no limit",
            "形如 600/m（s、m 或 h），空为不限", shown=given,
        )  # fmt: skip
    return given


def one_of(name: str, default: str, known: Collection[str]) -> str:
    """One of the words, in capitals. Raises SettingNotValid."""
    given = (os.environ.get(name) or default).upper()
    if given not in known:
        words = ", ".join(known)
        raise SettingNotValid(name, f"one of {words}", f"应为 {words} 之一", shown=given)
    return given


def log_level() -> str:
    """SANYE_LOG_LEVEL. Raises SettingNotValid."""
    return one_of("SANYE_LOG_LEVEL", "INFO", _LEVELS)


def words(name: str, default: str, known: Collection[str] = ()) -> list[str]:
    """Parted by commas, blanks around them cut; each one of the known where there are such. Raises
    SettingNotValid.
    """
    found = [word.strip() for word in os.environ.get(name, default).split(",")]
    found = [word for word in found if word]
    for word in found:
        if known and word not in known:
            every = ", ".join(known)
            raise SettingNotValid(name, f"some of {every}", f"应取自 {every}", shown=word)
    return found


def networks(name: str) -> str:
    """Such as `10.20.0.0/16,…`. Raises SettingNotValid."""
    found = words(name, "")
    for word in found:
        try:
            ip_network(word)
        except ValueError as error:
            raise SettingNotValid(
                name, "networks such as 10.20.0.0/16", "应为 10.20.0.0/16 之类的网段", shown=word
            ) from error
    return ",".join(found)


def address(name: str, given: str, schemes: Collection[str]) -> SplitResult:
    """A URL of one of the schemes, or an empty one. Raises SettingNotValid."""
    try:
        parts = urlsplit(given)
        is_good = not given or bool(parts.scheme in schemes and parts.hostname)
        parts.port  # noqa: B018  reading it finds what is no number
    except ValueError:
        is_good = False
    if not is_good:
        example = " | ".join(f"{scheme}://host:port" for scheme in schemes)
        raise SettingNotValid(name, f"an address such as {example}", f"应为地址，形如 {example}")
    return parts


def database(name: str, given: str) -> dict[str, Any]:
    """A PostgreSQL address in Django's words. All that libpq takes may stand in it: several hosts,
    a directory of sockets, `?sslmode=verify-full`. With SANYE_POOLER no plan is kept, for the next
    transaction may be in another session. Raises SettingNotValid.
    """
    try:
        if not given.startswith(("postgresql://", "postgres://")):
            raise psycopg.ProgrammingError
        parts = conninfo_to_dict(given)
    except psycopg.ProgrammingError as error:
        example = "postgresql://user:password@host:5432/database"
        raise SettingNotValid(
            name, f"an address such as {example}", f"应为地址，形如 {example}"
        ) from error
    return {
        "ENGINE": "sanye.stem.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # a connection that outlived its server is replaced, not used
        "OPTIONS": parts
        | {"prepare_threshold": None if switch("SANYE_POOLER") else PREPARED_AFTER},
    }
