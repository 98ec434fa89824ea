"""The command line itself: finding commands, languages, refusals."""

import argparse
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from sanye.kernel.errors import Refusal, Refusals
from sanye.project.cli import Result, main, registry
from sanye.project.cli.registry import Command, Needs


class TooMuch(Refusal):
    code = "tests.too_much"
    text_en = "{quantity} is too much."
    text_zh = "{quantity} 太多。"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> ModuleType:
    """A command `tell` whose `run` a test replaces."""
    module = ModuleType("tests_told")
    module.add_arguments = lambda parser: parser.add_argument("--quantity", type=int, default=1)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tests_told", module)
    command = Command("tell", "tests_told", Needs.NOTHING, "tell", "说")
    monkeypatch.setattr(registry, "COMMANDS", [*registry.COMMANDS, command])
    monkeypatch.setenv("SANYE_HOME", str(tmp_path))
    monkeypatch.setenv("SANYE_LANG", "en")
    return module


def _run_with(module: ModuleType, answer: Result | Refusal) -> None:
    def run(_args: argparse.Namespace) -> Result:
        if isinstance(answer, Refusal):
            raise answer
        return answer

    module.run = run  # type: ignore[attr-defined]


def test_prints_words_or_json(told: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    _run_with(told, Result({"count": 3}, ["Three."]))

    assert main(["tell"]) == 0
    assert capsys.readouterr().out == "Three.\n"
    assert main(["tell", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"count": 3}


def test_takes_json_after_a_verb(told: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    def add_verb(parser: argparse.ArgumentParser) -> None:
        parser.add_subparsers(dest="verb", required=True).add_parser("loudly")

    told.add_arguments = add_verb  # type: ignore[attr-defined]
    _run_with(told, Result({"count": 3}, ["Three."]))

    assert main(["tell", "loudly", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"count": 3}


def test_ends_with_code_1_when_the_result_is_not_good(told: ModuleType) -> None:
    _run_with(told, Result({}, ok=False))

    assert main(["tell"]) == 1


@pytest.mark.parametrize(
    ("language", "words"), [("en", "7 is too much. (row 2)"), ("zh_CN.UTF-8", "7 太多。 (row 2)")]
)
def test_tells_a_refusal_in_the_callers_language(
    told: ModuleType,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    words: str,
) -> None:
    monkeypatch.setenv("SANYE_LANG", language)
    _run_with(told, TooMuch(quantity=7, row=2))

    assert main(["tell"]) == 1
    assert capsys.readouterr().err.strip() == words


def test_tells_every_refusal_of_a_file(
    told: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    _run_with(told, Refusals([TooMuch(quantity=7, row=2), TooMuch(quantity=8, row=3)]))

    assert main(["tell", "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert [item["row"] for item in error["errors"]] == [2, 3]
    assert error["errors"][0]["code"] == "tests.too_much"


def test_refuses_an_unknown_command_and_lists_the_known(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANYE_LANG", "zh")

    assert main(["fly"]) == 1
    said = capsys.readouterr().err
    assert "没有命令 fly。" in said
    assert "migrate" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("status more", "unrecognized arguments: more"),
        ("metrics --from 2026-13-01", "2026-13-01 is no day such as 2026-03-02"),
        ("events list --limit -5", "-5 is no whole number from 1 on"),
        ("up --port 99999", "99999 is no whole number from 1 to 65535"),
        ("up --workers -3", "-3 is no whole number from 1 on"),
        ("worker --concurrency 0", "0 is no whole number from 1 on"),
        ("web --threads 0", "0 is no whole number from 1 on"),
        ("loop --orders x", "x is no whole number from 1 on"),
    ],
)
def test_refuses_wrong_arguments_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: str, said: str
) -> None:
    monkeypatch.setenv("SANYE_LANG", "en")

    assert main(words.split()) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert said in line
    assert main([*words.split(), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "project.wrong_arguments"


def test_tells_in_one_line_that_a_file_cannot_be_used(
    told: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    told.run = lambda _args: Path("/nowhere/at/all").read_bytes()  # type: ignore[attr-defined]

    assert main(["tell"]) == 1
    assert capsys.readouterr().err == (
        "/nowhere/at/all cannot be used: No such file or directory.\n"
    )


def test_web_alone_needs_a_database(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SANYE_HOME", str(tmp_path))
    monkeypatch.setenv("SANYE_LANG", "en")

    assert main(["web"]) == 1
    assert "sanye up" in capsys.readouterr().err
