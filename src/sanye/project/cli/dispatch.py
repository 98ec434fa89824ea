"""Finds the command, prepares what it needs, runs it, prints its result or refusal."""

import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from sanye import __version__
from sanye.kernel.errors import Refusal
from sanye.kernel.garbage import loading
from sanye.project.cli import registry
from sanye.project.cli.arguments import Parser
from sanye.project.cli.registry import Command, Needs
from sanye.project.cli.result import Result
from sanye.project.runtime.console import Console, language, text
from sanye.project.runtime.errors import FileRefused, NothingRunning
from sanye.project.runtime.home import Home


def main(arguments: Sequence[str] | None = None) -> int:
    """The entry point of `sanye`; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in ("--version", "-V"):
        Console().line(__version__)
        return 0
    known = {command.name: command for command in registry.COMMANDS}
    command = known.get(words[0]) if words else None
    if command is None:
        return _show_commands(words)
    as_json = "--json" in words  # wherever it stands, after a verb too
    try:
        result = _run(command, [word for word in words[1:] if word != "--json"], as_json=as_json)
    except Refusal as refusal:
        result = _refused(refusal)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.filename is None:
            result = _failed(error)
        else:
            result = _refused(FileRefused(file=error.filename, reason=error.strerror))
    except Exception as error:  # noqa: BLE001  the last door: said in words, never as a bare trace
        result = _failed(error)
    _print(result, as_json=as_json)
    return 0 if result.ok else 1


def _run(command: Command, words: Sequence[str], *, as_json: bool) -> Result:
    wants_help = "-h" in words or "--help" in words
    with _prepared(command.needs, only_help=wants_help) as home:
        module = import_module(command.module)
        parser = Parser(prog=f"sanye {command.name}", description=text(command.en, command.zh))
        parser.add_argument(
            "--json", action="store_true", help=text("answer in JSON", "以 JSON 输出")
        )
        module.add_arguments(parser)
        args = parser.parse_args(words)
        args.home = home
        args.console = Console(sys.stderr if as_json else sys.stdout)
        answer = module.run(args)
        return answer if isinstance(answer, Result) else Result()


@contextmanager
def _prepared(needs: Needs, *, only_help: bool) -> Iterator[Home]:
    """SANYE_HOME with what the command needs standing around it."""
    from sanye.project.runtime.postgres import reached
    from sanye.project.runtime.servers import running_addresses, servers

    home = Home.of_environment()
    os.environ["SANYE_HOME"] = str(home.path)
    if needs is Needs.SERVERS and not only_help:
        with servers(home) as addresses:
            _set_up_django()
            reached(addresses.database_url).close()
            yield home
        return
    if needs is not Needs.NOTHING:
        addresses = running_addresses(home)
        wants_database = needs in (Needs.ADDRESSES, Needs.RUNNING) and not only_help
        if wants_database and not addresses.database_url:
            raise NothingRunning(home=home.path)
        addresses.to_environment()
        if needs is not Needs.ADDRESSES:
            _set_up_django()
    yield home


def _set_up_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanye.project.settings")
    with loading():
        django.setup()


def _show_commands(words: Sequence[str]) -> int:
    is_help = not words or words[0] in ("-h", "--help", "help")
    console = Console(sys.stdout if is_help else sys.stderr)
    if not is_help:
        console.say(f"There is no command {words[0]}.", f"没有命令 {words[0]}。")
    console.say("Usage: sanye COMMAND [--json] …", "用法：sanye 命令 [--json] …")
    width = max(len(command.name) for command in registry.COMMANDS)
    for command in registry.COMMANDS:
        console.line(f"  {command.name:<{width}}  {text(command.en, command.zh)}")
    return 0 if is_help else 1


def _refused(refusal: Refusal) -> Result:
    said = refusal.text(language())
    error: dict[str, Any] = {"code": refusal.code, "text": said}
    error |= {key: str(value) for key, value in refusal.data.items()}
    for key in ("field", "row"):
        if getattr(refusal, key) is not None:
            error[key] = getattr(refusal, key)
    where = ", ".join(f"{key} {error[key]}" for key in ("field", "row") if key in error)
    every = [*([f"{said} ({where})"] if where else [said])]
    items = getattr(refusal, "items", ())
    every += [_refused(item).lines[0] for item in items]
    if items:
        error["errors"] = [_refused(item).data["error"] for item in items]
    return Result({"error": error}, every, ok=False)


def _failed(error: Exception) -> Result:
    if os.environ.get("SANYE_DEBUG"):
        traceback.print_exc()
    name, said = type(error).__name__, str(error).strip()
    hint = text("SANYE_DEBUG=1 shows where.", "设置 SANYE_DEBUG=1 可查看位置。")
    return Result(
        {"error": {"code": "unexpected", "text": f"{name}: {said}"}},
        [f"{text('Unexpected error', '意外错误')}: {name}: {said}", hint],
        ok=False,
    )


def _print(result: Result, *, as_json: bool) -> None:
    if as_json:
        import orjson

        content = orjson.dumps(result.data, default=str, option=orjson.OPT_INDENT_2)
        Console().line(content.decode())
        return
    failed = isinstance(result.data, dict) and "error" in result.data
    console = Console(sys.stderr if failed else sys.stdout)
    for line in result.lines:
        console.line(line)
