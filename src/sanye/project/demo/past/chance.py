"""Chance that can be repeated: every subject draws from a stream of its own."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *names: object) -> Random:
    """A source for one subject: what others draw does not change what it gives."""
    return Random("/".join(map(str, (seed, *names))))  # noqa: S311 - repeatable, not secret


def dealt(shares: Sequence[tuple[T, float]], count: int, source: Random) -> list[T]:
    """So many cards, of each kind its share to the nearest one and one at least, shuffled; the
    first kind has the rest. With fewer cards than kinds there is one of each of the first."""
    if count <= len(shares):
        cards = [kind for kind, _ in shares[:count]]
    else:
        cards = [kind for kind, share in shares[1:] for _ in range(max(round(share * count), 1))]
        cards = cards[: count - 1]
        cards += [shares[0][0]] * (count - len(cards))
    source.shuffle(cards)
    return cards


def some(items: Sequence[T], weights: Sequence[float], count: int, source: Random) -> list[T]:
    """So many different ones, the likelier the more they weigh (Efraimidis and Spirakis 2006)."""
    keys = [
        (source.random() ** (1 / weight), at) for at, weight in enumerate(weights) if weight > 0
    ]
    return [items[at] for _, at in sorted(keys, reverse=True)[:count]]


def around(mean: float, spread: float, source: Random) -> float:
    """A positive number with the mean, log-normal with the spread (of its logarithm)."""
    return mean * source.lognormvariate(-spread * spread / 2, spread)


def happens(share: float, source: Random) -> bool:
    return source.random() < share
