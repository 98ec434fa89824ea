"""The API's addresses grouped by their first word.

Django tries addresses one after the other, and the API has hundreds. Grouped, a request is compared
with the words (`sales-orders/`), and then only with what begins with its own.
"""

from collections.abc import Iterable

from django.urls import URLPattern, URLResolver, include, path


def by_first_word(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses, with the same names; those of one word, or a variable one, come first."""
    single: list[URLPattern | URLResolver] = []
    groups: dict[str, list[URLPattern]] = {}
    for pattern in patterns:
        word, slash, rest = str(pattern.pattern).partition("/")
        if not slash or "<" in word or not isinstance(pattern, URLPattern):
            single.append(pattern)
            continue
        below = path(rest, pattern.callback, pattern.default_args, pattern.name)
        groups.setdefault(word + slash, []).append(below)
    return [*single, *(path(word, include(found)) for word, found in groups.items())]
