"""The command line `sanye`: one small file per command in this package.

A command is a module with two functions, listed once in `registry.COMMANDS`:

    def add_arguments(parser: argparse.ArgumentParser) -> None: ...
    def run(args: argparse.Namespace) -> Result: ...

Its module is imported when the command is called and not before, with Django set up (unless the
list says otherwise) and the database reachable. `args.console` says what goes on meanwhile;
`args.home` is SANYE_HOME. The result is printed by `dispatch`, as words or with --json as JSON.
"""

from sanye.project.cli.dispatch import main
from sanye.project.cli.result import Result

__all__ = ["Result", "main"]
