"""How a name is sorted and found by typing."""

import re

LONGEST_KEY = 400
LONGEST_INITIALS = 100
_CHINESE = re.compile("[㐀-䶿一-鿿]")


class _Other(str):
    """Letters between the Chinese ones; they stay as they are."""

    __slots__ = ()


def keys_of(name: str) -> tuple[str, str]:
    """Sort key and initials.

    The key is pinyin without tones, one blank between syllables, and other letters in lower case;
    the initials are the first letters of syllables or words: 上海三叶 → `shang hai san ye`,
    `shsy`; Mountain Bike → `mountain bike`, `mb`.
    """
    if _CHINESE.search(name) is None:
        key, first = name, [word[0] for word in name.split()]
    else:
        parts = _syllables(name)
        key = " ".join(parts)
        first = [part if isinstance(part, _Other) else part[0] for part in parts]
    letters = "".join(part for part in first if part.isalnum())
    return key.casefold()[:LONGEST_KEY], letters.casefold()[:LONGEST_INITIALS]


def _syllables(name: str) -> list[str]:
    from pypinyin import lazy_pinyin  # takes a second, and few processes need it

    return lazy_pinyin(name, errors=_Other)
