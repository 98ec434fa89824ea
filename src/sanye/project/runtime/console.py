"""What the command line says to people: two languages, one place."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TextIO

_LANGUAGE_VARIABLES = ("SANYE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language(environment: Mapping[str, str] = os.environ) -> str:
    """The caller's language, `zh` or `en`: SANYE_LANG, else that of the terminal."""
    for variable in _LANGUAGE_VARIABLES:
        value = environment.get(variable, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def text(en: str, zh: str) -> str:
    """The one of the two texts the caller reads."""
    return zh if language() == "zh" else en


class Console:
    """Writes to a terminal at once; progress goes to standard error where standard output is
    JSON.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout

    def say(self, en: str, zh: str) -> None:
        self.line(text(en, zh))

    def line(self, words: str = "") -> None:
        """Say it if anybody still listens: a closed terminal must not keep us from stopping."""
        with suppress(OSError):
            self._stream.write(words + "\n")
            self._stream.flush()
