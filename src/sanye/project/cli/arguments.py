"""Arguments: their parser, which refuses as all else here does, and the forms that they have."""

import argparse
from collections.abc import Callable
from datetime import date
from typing import NoReturn

from sanye.kernel.errors import InvalidInput
from sanye.project.runtime.console import text

_HIGHEST_PORT = 65_535


class WrongArguments(InvalidInput):
    code = "project.wrong_arguments"
    text_en = "{message} (see {program} --help)"
    text_zh = "参数有误：{message}（用法见 {program} --help）"


class Parser(argparse.ArgumentParser):
    """Raises WrongArguments in the place of ending the process."""

    def error(self, message: str) -> NoReturn:
        raise WrongArguments(message=message, program=self.prog)


def whole_number(least: int, most: int | None = None) -> Callable[[str], int]:
    """For `type=`: a whole number in those bounds."""

    def read(given: str) -> int:
        try:
            found = int(given)
        except ValueError:
            found = least - 1
        if found < least or (most is not None and found > most):
            end_en, end_zh = (f" to {most}", f"–{most}") if most is not None else (" on", " 以上")
            raise argparse.ArgumentTypeError(
                text(
                    f"{given} is no whole number from {least}{end_en}",
                    f"{given} 不是 {least}{end_zh}的整数",
                )
            )
        return found

    return read


port = whole_number(1, _HIGHEST_PORT)


def day(given: str) -> date:
    """For `type=`: a day such as 2026-03-02."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError(
            text(f"{given} is no day such as 2026-03-02", f"{given} 不是 2026-03-02 形式的日期")
        ) from None
