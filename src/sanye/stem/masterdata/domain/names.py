"""How a name is sorted and found by typing."""

LONGEST_KEY = 400
LONGEST_INITIALS = 100


def has_chinese(text: str) -> bool:
    return any("一" <= letter <= "鿿" or "㐀" <= letter <= "䶿" for letter in text)


def _syllables(name: str, *, are_initials: bool = False) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # takes a second, and few processes need it

    return lazy_pinyin(name, style=Style.FIRST_LETTER if are_initials else Style.NORMAL)


def sort_key(name: str) -> str:
    """Pinyin without tones, one blank between syllables; other letters in lower case.

    上海三叶 → `shang hai san ye`; Trek → `trek`.
    """
    if not has_chinese(name):
        return name.casefold()[:LONGEST_KEY]
    return " ".join(_syllables(name)).casefold()[:LONGEST_KEY]


def initials(name: str) -> str:
    """First letters of the syllables or words: 上海三叶 → `shsy`; Mountain Bike → `mb`."""
    if has_chinese(name):
        letters = _syllables(name, are_initials=True)
        return "".join(part for part in letters if part.isalnum()).casefold()[:LONGEST_INITIALS]
    return "".join(word[0] for word in name.split() if word[0].isalnum()).casefold()[
        :LONGEST_INITIALS
    ]
