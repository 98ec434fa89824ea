"""Totals of a document: line nets, taxes and sums that agree to the last cent everywhere.

Lines are shown rounded, and the untaxed total is the sum of the shown lines, always. The two
policies differ in where tax is rounded:

``PER_TAX``   each tax is worked out on the exact base of all its lines and rounded once;
              the lines' shares of it are apportioned by largest remainder.
``PER_LINE``  each tax is worked out on the line's rounded net and rounded there; the
              document's tax is the sum of its lines.

A price that includes tax fixes what the customer pays: the line's gross is rounded, the tax is
taken out of it, and the net is what remains. Taxes do not stand on each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from sanye.kernel.money import Exact, currency_decimals, round_money, round_parts

ZERO = Fraction(0)


class RoundingPolicy(StrEnum):
    PER_TAX = "PER_TAX"
    PER_LINE = "PER_LINE"


@dataclass(frozen=True, slots=True)
class TaxTerm:
    """One tax on a line. ``rate_ratio`` 0.13 is 13 %; exempt is a term with rate 0.

    ``is_included``: the unit price contains this tax. ``is_reverse_charge``: the buyer owes the
    tax to the state, so that it is worked out and shown but not added to the total.
    """

    code: str
    rate_ratio: Decimal
    is_included: bool = False
    is_reverse_charge: bool = False


@dataclass(frozen=True, slots=True)
class LineInput:
    """Quantity is exact, so that a third of a dozen costs what it should."""

    quantity: Exact
    unit_price: Decimal
    discount_ratio: Decimal = Decimal(0)
    taxes: tuple[TaxTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class TaxRow:
    """A tax with its base. ``amount`` is charged; ``self_assessed`` is owed by the buyer."""

    code: str
    rate_ratio: Decimal
    base: Decimal
    amount: Decimal
    self_assessed: Decimal


@dataclass(frozen=True, slots=True)
class LineTotals:
    net: Decimal
    tax: Decimal
    gross: Decimal
    tax_rows: tuple[TaxRow, ...]


@dataclass(frozen=True, slots=True)
class DocumentTotals:
    """``untaxed`` = Σ line nets, ``tax`` = Σ tax rows = Σ line taxes, ``total`` = both."""

    lines: tuple[LineTotals, ...]
    tax_rows: tuple[TaxRow, ...]
    untaxed: Decimal
    tax: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with what its price says (rounded) and the exact base its taxes stand on."""

    taxes: tuple[TaxTerm, ...]
    shown: Decimal
    exact_base: Fraction


def document_totals(
    lines: Sequence[LineInput],
    currency: str,
    policy: RoundingPolicy = RoundingPolicy.PER_TAX,
) -> DocumentTotals:
    """Net, tax and total of a document and of each of its lines; pure.

    ValueError: unknown currency, a discount outside 0-1, a negative rate, the same tax twice on
    one line, or a reverse charge that is included in the price.
    """
    for line in lines:
        _check(line)
    prepared = [_prepare(line, currency, policy) for line in lines]
    shares = _round_taxes(prepared, currency, policy)
    totals = tuple(
        _line_totals(line, share, currency) for line, share in zip(prepared, shares, strict=True)
    )
    rows = _document_rows(totals, currency)
    nothing = round_money(0, currency)
    untaxed = sum((line.net for line in totals), nothing)
    tax = sum((row.amount for row in rows), nothing)
    return DocumentTotals(totals, rows, untaxed, tax, untaxed + tax)


def _check(line: LineInput) -> None:
    codes = [term.code for term in line.taxes]
    problem = None
    if not 0 <= line.discount_ratio <= 1:
        problem = f"A discount ratio lies between 0 and 1, not at {line.discount_ratio}."
    elif any(term.rate_ratio < 0 for term in line.taxes):
        problem = "A tax rate is never negative."
    elif len(codes) != len(set(codes)):
        problem = "A tax stands once on a line."
    elif any(term.is_included and term.is_reverse_charge for term in line.taxes):
        problem = "A reverse charge is never included in the price."
    if problem is not None:
        raise ValueError(problem)


def _prepare(line: LineInput, currency: str, policy: RoundingPolicy) -> _Line:
    exact = (
        Fraction(line.quantity) * Fraction(line.unit_price) * (1 - Fraction(line.discount_ratio))
    )
    shown = round_money(exact, currency)
    included = sum((Fraction(term.rate_ratio) for term in line.taxes if term.is_included), ZERO)
    if included or policy is RoundingPolicy.PER_LINE:
        exact = Fraction(shown)
    return _Line(line.taxes, shown, exact / (1 + included))


def _round_taxes(
    lines: Sequence[_Line], currency: str, policy: RoundingPolicy
) -> list[dict[TaxTerm, Decimal]]:
    """For each line the rounded amount of each of its taxes."""
    shares: list[dict[TaxTerm, Decimal]] = [{} for _ in lines]
    if policy is RoundingPolicy.PER_LINE:
        for line, share in zip(lines, shares, strict=True):
            share.update(_taxes_of_line(line, currency))
        return shares
    members: dict[TaxTerm, list[int]] = {}
    for number, line in enumerate(lines):
        for term in line.taxes:
            members.setdefault(term, []).append(number)
    for term, numbers in members.items():
        exact = [lines[number].exact_base * Fraction(term.rate_ratio) for number in numbers]
        for number, amount in zip(numbers, round_parts(exact, currency), strict=True):
            shares[number][term] = amount
    return shares


def _taxes_of_line(line: _Line, currency: str) -> dict[TaxTerm, Decimal]:
    included = {
        term: round_money(line.exact_base * Fraction(term.rate_ratio), currency)
        for term in line.taxes
        if term.is_included
    }
    net = Fraction(line.shown - sum(included.values(), Decimal(0)))
    added = {
        term: round_money(net * Fraction(term.rate_ratio), currency)
        for term in line.taxes
        if not term.is_included
    }
    return {**included, **added}


def _line_totals(line: _Line, share: dict[TaxTerm, Decimal], currency: str) -> LineTotals:
    nothing = round_money(0, currency)
    included = sum((amount for term, amount in share.items() if term.is_included), nothing)
    net = line.shown - included
    rows = tuple(_row(term, net, share[term], nothing) for term in line.taxes)
    tax = sum((row.amount for row in rows), nothing)
    return LineTotals(net, tax, net + tax, rows)


def _row(term: TaxTerm, base: Decimal, amount: Decimal, nothing: Decimal) -> TaxRow:
    if term.is_reverse_charge:
        return TaxRow(term.code, term.rate_ratio, base, nothing, amount)
    return TaxRow(term.code, term.rate_ratio, base, amount, nothing)


def _document_rows(lines: Sequence[LineTotals], currency: str) -> tuple[TaxRow, ...]:
    """One row per tax and rate, in the order in which they first appear."""
    sums: dict[tuple[str, Decimal], list[Decimal]] = {}
    for line in lines:
        for row in line.tax_rows:
            found = sums.setdefault((row.code, row.rate_ratio), [Decimal(0)] * 3)
            found[0] += row.base
            found[1] += row.amount
            found[2] += row.self_assessed
    step = Decimal(1).scaleb(-currency_decimals(currency))
    return tuple(
        TaxRow(code, rate, *(figure.quantize(step) for figure in figures))
        for (code, rate), figures in sums.items()
    )
