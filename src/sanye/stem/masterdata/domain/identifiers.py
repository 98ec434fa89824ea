"""Check digits: tax numbers, GTIN and GLN, by python-stdnum."""

from functools import cache
from importlib import import_module
from zoneinfo import available_timezones

from stdnum import ean

_EU = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip

TAX_ID_MODULES: dict[str, str] = {
    "CN_USCC": "stdnum.cn.uscc",
    "EU_VAT": "stdnum.eu.vat",
    "US_EIN": "stdnum.us.ein",
    "US_TIN": "stdnum.us.tin",
    "GB_VAT": "stdnum.gb.vat",
    "CH_VAT": "stdnum.ch.vat",
    "NO_MVA": "stdnum.no.mva",
    "CA_BN": "stdnum.ca.bn",
    "AU_ABN": "stdnum.au.abn",
    "JP_CN": "stdnum.jp.cn",
    "IN_GSTIN": "stdnum.in_.gstin",
    "LEI": "stdnum.lei",
    **{f"{country}_VAT": "stdnum.eu.vat" for country in _EU},
}
"""Kinds of tax numbers and the module that knows their rule."""

_GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_GLN_LENGTH = 13


def is_tax_id(kind: str, number: str) -> bool:
    """Whether the number is well formed; a kind without a known rule accepts any number."""
    module = TAX_ID_MODULES.get(kind)
    if module is None:
        return bool(number.strip())
    return bool(import_module(module).is_valid(number))


def compact_tax_id(kind: str, number: str) -> str:
    """The number without blanks and dashes, as it is stored."""
    module = TAX_ID_MODULES.get(kind)
    if module is None:
        return number.strip()
    return str(import_module(module).compact(number))


def is_gtin(number: str) -> bool:
    return (
        len(number) in _GTIN_LENGTHS
        and number.isdecimal()
        and number.isascii()
        and ean.calc_check_digit(number[:-1]) == number[-1]
    )


def is_gln(number: str) -> bool:
    return len(number) == _GLN_LENGTH and number.isdigit() and bool(ean.is_valid(number))


def is_time_zone(name: str) -> bool:
    return name in _time_zones()


@cache
def _time_zones() -> frozenset[str]:
    """The names that the machine knows; reading them takes a tenth of a second."""
    return frozenset(available_timezones())
