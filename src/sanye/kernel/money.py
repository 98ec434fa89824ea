"""Money has one door for rounding, and its parts always add up.

Amounts are ``Decimal`` in a currency named by its ISO 4217 code; the decimals of a currency come
from Unicode CLDR (through Babel): CNY 2, JPY 0, KWD 3. The rule is half up, away from zero at
the tie: 0.005 becomes 0.01 and -0.005 becomes -0.01, as commercial practice expects.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor, lcm

from babel.core import get_global
from babel.numbers import get_currency_precision, list_currencies

UNIT_PRICE_DECIMALS = 6

Exact = Decimal | Fraction | int

_WIDE = Context(prec=120, rounding=ROUND_HALF_UP)
"""Room for the exact product of any two columns, and half up as everywhere."""


@lru_cache(maxsize=1)
def _known_currencies() -> frozenset[str]:
    return frozenset(list_currencies()) | frozenset(get_global("currency_fractions"))


@lru_cache(maxsize=512)
def currency_decimals(currency: str) -> int:
    """Decimals of the smallest unit of a currency; ValueError for an unknown code."""
    if currency == "DEFAULT" or currency not in _known_currencies():
        message = f"Unknown currency code: {currency!r}"
        raise ValueError(message)
    return get_currency_precision(currency)


def is_currency(code: str) -> bool:
    try:
        currency_decimals(code)
    except ValueError:
        return False
    return True


def round_to(value: Exact, decimals: int) -> Decimal:
    """Round an exact number half up to a count of decimals; fractions are never cut before."""
    if isinstance(value, Decimal):
        return _WIDE.plus(_WIDE.quantize(value, Decimal((0, (1,), -decimals))))
    return _half_up(*value.as_integer_ratio(), decimals)


def _half_up(above: int, below: int, decimals: int) -> Decimal:
    """The fraction by integers alone: ten times as quick as by `Fraction`."""
    units = (2 * abs(above) * 10**decimals + below) // (2 * below)
    return Decimal(units if above >= 0 else -units).scaleb(-decimals)


def round_money(amount: Exact, currency: str) -> Decimal:
    """The one door: an exact amount in the currency's smallest unit, half up."""
    return round_to(amount, currency_decimals(currency))


def round_product(quantity: Decimal, price: Decimal, currency: str) -> Decimal:
    """What a quantity at a price is worth: the exact product, rounded once."""
    return round_to(_WIDE.multiply(quantity, price), currency_decimals(currency))


def round_unit_price(price: Exact) -> Decimal:
    """A price per unit keeps six decimals: screws cost less than a cent."""
    return round_to(price, UNIT_PRICE_DECIMALS)


def unit_price_of(amount: Decimal, quantity: Decimal) -> Decimal:
    """The price per unit of a quantity above zero that cost an amount."""
    above, below = amount.as_integer_ratio()
    per_above, per_below = quantity.as_integer_ratio()
    return _half_up(above * per_below, below * per_above, UNIT_PRICE_DECIMALS)


def round_parts(parts: Sequence[Exact], currency: str) -> list[Decimal]:
    """Round parts so that they add up to the rounded sum of the exact parts.

    Largest remainder: each part is rounded down, the units then missing go to the parts that
    lost most; ties go to the earlier part. No part moves by a whole unit or more.
    """
    if not parts:
        return []
    decimals = currency_decimals(currency)
    scaled = [Fraction(part) * 10**decimals for part in parts]
    units = [floor(part) for part in scaled]
    missing = int(round_to(sum(scaled, Fraction(0)), 0)) - sum(units)
    by_loss = sorted(range(len(parts)), key=lambda i: (units[i] - scaled[i], i))
    for i in by_loss[:missing]:
        units[i] += 1
    return [Decimal(unit).scaleb(-decimals) for unit in units]


def split(amount: Decimal, weights: Sequence[Exact], currency: str) -> list[Decimal]:
    """Split an amount by weights into parts that add up to it exactly.

    split(Decimal("100.00"), [1, 1, 1], "CNY") is 33.34, 33.33, 33.33. Weights that are all zero
    share equally. ValueError: no weights, a negative weight, or an amount finer than the
    currency's smallest unit.
    """
    if not weights or any(weight < 0 for weight in weights):
        message = "An amount is split by one or more weights, none of them negative."
        raise ValueError(message)
    if round_money(amount, currency) != amount:
        message = f"{amount} is finer than the smallest unit of {currency}."
        raise ValueError(message)
    if len(weights) == 1:
        return [round_money(amount, currency)]
    whole = _whole_weights(weights)
    total = sum(whole)
    if total == 0:
        whole, total = [1] * len(whole), len(whole)
    return _split_units(amount, whole, total, currency_decimals(currency))


def _whole_weights(weights: Sequence[Exact]) -> list[int]:
    """The weights as integers in the same proportions."""
    ratios = [weight.as_integer_ratio() for weight in weights]
    common = lcm(*(denominator for _, denominator in ratios))
    return [numerator * (common // denominator) for numerator, denominator in ratios]


def _split_units(amount: Decimal, whole: list[int], total: int, decimals: int) -> list[Decimal]:
    """As `round_parts` of the exact shares, in integers alone."""
    units = int(amount.scaleb(decimals))
    shares = [divmod(units * weight, total) for weight in whole]
    missing = units - sum(share for share, _ in shares)
    by_loss = sorted(range(len(whole)), key=lambda i: (-shares[i][1], i))
    gains = set(by_loss[:missing])
    return [Decimal((i in gains) + share).scaleb(-decimals) for i, (share, _) in enumerate(shares)]


def round_share(amount: Decimal, part: Decimal, whole: Decimal, currency: str) -> Decimal:
    """The share of an amount that goes with a part of a whole above zero, rounded once."""
    above, below = amount.as_integer_ratio()
    part_above, part_below = part.as_integer_ratio()
    whole_above, whole_below = whole.as_integer_ratio()
    decimals = currency_decimals(currency)
    numerator = above * part_above * whole_below * 10**decimals
    denominator = below * part_below * whole_above
    units = (2 * abs(numerator) + denominator) // (2 * denominator)
    return Decimal(units if numerator >= 0 else -units).scaleb(-decimals)
