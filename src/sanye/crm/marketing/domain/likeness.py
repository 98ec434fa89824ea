"""Whether two names, telephones or addresses are likely the same somebody's.

Names are compared without legal form, punctuation, width and case by their letter pairs: Dice's
coefficient (1945), 2·|A∩B| / (|A|+|B|), which needs no words and so serves Chinese too. A name
that stands whole inside another (晨曦电器 in 北京晨曦电器) counts 0.9.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Generic, TypeVar

from sanye.kernel.money import round_to

K = TypeVar("K")
EMAIL_SCORE, PHONE_SCORE = Decimal(1), Decimal("0.95")
LEAST_NAME_SCORE = Decimal("0.75")
CONTAINED_SCORE = Decimal("0.9")
LEAST_LETTERS = 3
PHONE_DIGITS = 9
LEAST_PHONE_DIGITS = 7

_CHINESE_FORMS = (
    "有限责任公司",
    "股份有限公司",
    "集团有限公司",
    "有限公司",
    "股份公司",
    "责任公司",
    "集团公司",
    "集团",
    "公司",
    "个体工商户",
    "分公司",
)
_FORMS = frozenset(
    (  # noqa: SIM905 - a list of words is clearer as words
        "co company corp corporation inc incorporated ltd limited llc llp lp plc pte pty gmbh mbh"
        " kg ag ohg se sa sas sarl srl spa bv nv oy ab as aps kft doo sdn bhd pvt the and und et"
    ).split()
)
_NOT_WORD = re.compile(r"[^\w]+")
_NOT_DIGIT = re.compile(r"\D+")


def name_key(name: str) -> str:
    """What of a company's name tells it from others: 上海三叶（集团）有限公司 is 上海三叶."""
    text = unicodedata.normalize("NFKC", name).casefold().replace(".", "")
    words = [word for word in _NOT_WORD.split(text) if word]
    kept = [word for word in words if word not in _FORMS] or words
    key = "".join(kept)
    return _without_chinese_forms(key) or key


def _without_chinese_forms(key: str) -> str:
    for form in _CHINESE_FORMS:
        key = key.replace(form, "")
    return key


def phone_key(phone: str) -> str:
    """The last nine digits, whatever the writing of country and trunk; empty of too few."""
    digits = _NOT_DIGIT.sub("", unicodedata.normalize("NFKC", phone))
    return digits[-PHONE_DIGITS:] if len(digits) >= LEAST_PHONE_DIGITS else ""


def email_key(email: str) -> str:
    return unicodedata.normalize("NFKC", email).strip().casefold()


def pairs_of(key: str) -> Counter[str]:
    """Neighbouring letters, each as often as it stands there."""
    return Counter(first + second for first, second in pairwise(key))


def name_score(one: str, other: str) -> Decimal:
    """How like two keys are, 0 to 1."""
    if not one or not other:
        return Decimal(0)
    if one == other:
        return Decimal(1)
    first, second = pairs_of(one), pairs_of(other)
    whole = sum(first.values()) + sum(second.values())
    score = Decimal(2 * sum((first & second).values())) / Decimal(whole) if whole else Decimal(0)
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= LEAST_LETTERS and shorter in longer:
        score = max(score, CONTAINED_SCORE)
    return round_to(score, 2)


@dataclass(frozen=True, slots=True)
class Like(Generic[K]):
    """A known name that is like the one looked for."""

    key: K
    score: Decimal


class Names(Generic[K]):
    """Known names by their letter pairs, so that only names that share some are compared."""

    def __init__(self, names: Mapping[K, str]) -> None:
        self._names = names
        self._by_pair: dict[str, list[K]] = defaultdict(list)
        self._sizes: dict[K, int] = {}
        for key, name in names.items():
            pairs = pairs_of(name)
            self._sizes[key] = len(pairs)
            for pair in pairs:
                self._by_pair[pair].append(key)

    def like(self, name: str, most: int = 5) -> list[Like[K]]:
        """Known names like this one, the likest first."""
        shared: Counter[K] = Counter()
        pairs = pairs_of(name)
        for pair in pairs:
            shared.update(self._by_pair.get(pair, ()))
        scored = [
            Like(key, name_score(name, self._names[key]))
            for key, count in shared.items()
            if 2 * count >= min(len(pairs), self._sizes[key])
        ]
        found = [one for one in scored if one.score >= LEAST_NAME_SCORE]
        return sorted(found, key=lambda one: (-one.score, str(one.key)))[:most]


def rarest_parts(keys: Iterable[str], most: int) -> Sequence[str] | None:
    """Pairs of letters of which a like name must have some; None if there are too many."""
    parts = sorted({pair for key in keys for pair in pairs_of(key)})
    return parts if len(parts) <= most else None
