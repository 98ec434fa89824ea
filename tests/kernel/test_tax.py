from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.kernel.tax import LineInput, RoundingPolicy, TaxTerm, document_totals

PER_TAX, PER_LINE = RoundingPolicy.PER_TAX, RoundingPolicy.PER_LINE


def line(quantity, unit_price, *taxes, discount="0"):
    return LineInput(Decimal(quantity), Decimal(unit_price), Decimal(discount), taxes)


def vat(ratio, *, included=False, reverse=False, code="VAT"):
    return TaxTerm(code, Decimal(ratio), is_included=included, is_reverse_charge=reverse)


@pytest.mark.parametrize(
    ("policy", "tax", "total"),
    [(PER_TAX, "1177.14", "6527.80"), (PER_LINE, "1177.15", "6527.81")],
)
def test_rounds_tax_globally_or_per_line(policy, tax, total):
    """16 x 348.35 - 4 % is 5,350.656 exactly: the policies round the tax of two bases."""
    totals = document_totals([line("16", "348.35", vat("0.22"), discount="0.04")], "EUR", policy)

    assert totals.untaxed == Decimal("5350.66")
    assert totals.tax == Decimal(tax)
    assert totals.total == Decimal(total)


@pytest.mark.parametrize("policy", [PER_TAX, PER_LINE])
def test_untaxed_total_is_the_sum_of_the_shown_lines(policy):
    totals = document_totals([line("1", "100.5"), line("1", "100.5")], "JPY", policy)

    assert [shown.net for shown in totals.lines] == [Decimal(101), Decimal(101)]
    assert totals.untaxed == Decimal(202)


def test_takes_included_tax_out_of_what_the_customer_pays():
    included = vat("0.10", included=True)

    totals = document_totals([line("1", "13582", included)] * 2, "JPY", PER_TAX)

    assert (totals.untaxed, totals.tax, totals.total) == (24695, 2469, 27164)
    assert [shown.gross for shown in totals.lines] == [13582, 13582]


def test_works_out_a_reverse_charge_without_charging_it():
    totals = document_totals([line("1", "100", vat("0.19", reverse=True))], "EUR")

    assert totals.total == Decimal("100.00")
    assert totals.tax_rows[0].self_assessed == Decimal("19.00")


def test_shows_an_exempt_base():
    totals = document_totals([line("2", "50", vat("0", code="EXEMPT"))], "CNY")

    row = totals.tax_rows[0]
    assert (row.code, row.base, row.amount) == ("EXEMPT", Decimal("100.00"), Decimal("0.00"))


def test_adds_several_taxes_on_one_line_side_by_side():
    taxes = (vat("0.05", code="GST"), vat("0.09975", code="QST"))

    totals = document_totals([line("1", "100", *taxes)], "CAD")

    assert [row.amount for row in totals.tax_rows] == [Decimal("5.00"), Decimal("9.98")]
    assert totals.total == Decimal("114.98")


def test_document_without_lines_is_zero():
    totals = document_totals([], "CNY")

    assert (totals.untaxed, totals.tax, totals.total, totals.lines) == (0, 0, 0, ())


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        (line("1", "1", discount="1.5"), "discount"),
        (line("1", "1", vat("-0.1")), "negative"),
        (line("1", "1", vat("0.1"), vat("0.2")), "once"),
        (line("1", "1", vat("0.1", included=True, reverse=True)), "reverse"),
    ],
)
def test_refuses_what_has_no_meaning(bad, rule):
    with pytest.raises(ValueError, match=rule):
        document_totals([bad], "CNY")


terms = st.sampled_from(
    [
        vat("0.13", code="A"),
        vat("0.06", code="B"),
        vat("0.09", code="C", included=True),
        vat("0.03", code="D", reverse=True),
        vat("0", code="E"),
    ]
)
lines = st.builds(
    LineInput,
    st.decimals("-100", "1000", places=3),
    st.decimals("0", "5000", places=4),
    st.decimals("0", "1", places=3),
    st.lists(terms, max_size=3, unique=True).map(tuple),
)


@given(
    st.lists(lines, max_size=8),
    st.sampled_from(["CNY", "JPY", "KWD"]),
    st.sampled_from(RoundingPolicy),
)
def test_every_figure_adds_up(some_lines, currency, policy):
    totals = document_totals(some_lines, currency, policy)

    assert totals.untaxed == sum(shown.net for shown in totals.lines)
    assert totals.tax == sum(shown.tax for shown in totals.lines)
    assert totals.tax == sum(row.amount for row in totals.tax_rows)
    assert totals.total == sum(shown.gross for shown in totals.lines)
    for shown in totals.lines:
        assert shown.gross == shown.net + shown.tax
        assert shown.tax == sum(row.amount for row in shown.tax_rows)
