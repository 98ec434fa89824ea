"""Refusals: a code of their own, words in both languages with the same data."""

import string
from importlib import import_module
from pathlib import Path

import pytest

import sanye
from sanye.kernel.errors import Refusal

SOURCE = Path(sanye.__path__[0])
for path in SOURCE.rglob("errors.py"):  # whatever other tests have imported
    import_module(".".join(("sanye", *path.relative_to(SOURCE).with_suffix("").parts)))


def _all(cls: type[Refusal] = Refusal) -> list[type[Refusal]]:
    return [found for sub in cls.__subclasses__() for found in [sub, *_all(sub)]]


REFUSALS = sorted(
    {cls for cls in _all() if cls.__module__.startswith("sanye.")},
    key=lambda cls: (cls.__module__, cls.__qualname__),
)


def _names(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _has_words(template: str) -> bool:
    """Whether it says anything besides its data."""
    return any(part[0].strip(" .:") for part in string.Formatter().parse(template))


def test_no_code_is_used_twice():
    codes: dict[str, list[str]] = {}
    for cls in REFUSALS:
        if "code" in vars(cls):
            codes.setdefault(cls.code, []).append(f"{cls.__module__}.{cls.__name__}")

    assert not {
        code: users for code, users in codes.items() if len(users) > 1 and code != "not_found"
    }


@pytest.mark.parametrize("cls", REFUSALS, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_speaks_both_languages_of_the_same_data(cls):
    assert _names(cls.text_en) == _names(cls.text_zh)
    if _has_words(cls.text_en):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in cls.text_zh)


@pytest.mark.parametrize("cls", REFUSALS, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_is_coded_by_its_place(cls):
    parts = cls.__module__.split(".")
    if parts[1] not in {"crm", "erp", "scm", "stem"}:
        pytest.skip("not of a module")
    if cls.code == "not_found":
        pytest.skip("said alike by all")

    assert cls.code.startswith(f"{parts[1]}.{parts[2]}.")
