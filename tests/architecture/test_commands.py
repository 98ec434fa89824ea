"""Commands and queries: their form, and that somebody may call them."""

import inspect
from fnmatch import fnmatchcase

import pytest

from sanye.erp.purchasing.domain.rights import SEE_PRICES
from sanye.stem.commands import registered_commands, registered_queries
from sanye.stem.identity.domain.roles import ADMIN_ONLY, ROLES

READS = ("*.get_*", "*.list_*", "*.find_*")


def ours(registered: dict[str, object]) -> dict[str, object]:
    return {
        name: function
        for name, function in sorted(registered.items())
        if function.__module__.startswith("sanye.")
    }


def test_commands_take_keywords_and_end_in_by_and_at():
    wrong = [
        name
        for name, function in ours(registered_commands).items()
        if not _is_keyword_only(function)
        or list(inspect.signature(function).parameters)[-2:] != ["by", "at"]
    ]

    assert not wrong


def test_queries_take_keywords_and_end_in_by():
    wrong = [
        name
        for name, function in ours(registered_queries).items()
        if not _is_keyword_only(function)
        or list(inspect.signature(function).parameters)[-1:] != ["by"]
    ]

    assert not wrong


def test_commands_and_queries_say_what_they_do():
    both = ours(registered_commands) | ours(registered_queries)

    assert not [name for name, function in both.items() if not inspect.getdoc(function)]


def test_a_right_to_read_is_no_right_to_change():
    """Roles read by `get_*`, `list_*`, `find_*`; a command of such a name would slip in."""
    assert not [
        name
        for name in ours(registered_commands)
        if any(fnmatchcase(name, pattern) for pattern in READS)
    ]


def test_a_command_and_a_query_never_share_a_name():
    assert not set(registered_commands) & set(registered_queries)


def test_every_command_belongs_to_a_role_besides_the_administrator():
    patterns = ADMIN_ONLY.union(
        *(rule.permissions for code, rule in ROLES.items() if code != "ADMIN")
    )

    nobody = [
        name
        for name, function in ours(registered_commands).items()
        if not any(fnmatchcase(name, pattern) for pattern in patterns)
    ]

    assert not nobody, "give it to a role in stem/identity/domain/roles.py, or say it is admin's"


@pytest.mark.parametrize("code", [code for code, rule in ROLES.items() if rule.is_portal])
def test_a_portal_is_let_in_by_name(code):
    """A pattern would let a new query in that nobody looked at with an outsider's eyes."""
    known = registered_commands.keys() | registered_queries.keys() | {SEE_PRICES}

    assert sorted(ROLES[code].permissions - known) == []


def _is_keyword_only(function: object) -> bool:
    kinds = {parameter.kind for parameter in inspect.signature(function).parameters.values()}
    return kinds <= {inspect.Parameter.KEYWORD_ONLY}
