"""Units, names, check digits and cycles, without a database."""

import csv
import gzip
import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.kernel.quantity import Factor
from sanye.stem.masterdata.domain.bills import find_cycle
from sanye.stem.masterdata.domain.identifiers import is_gln, is_gtin, is_tax_id
from sanye.stem.masterdata.domain.names import keys_of
from sanye.stem.masterdata.domain.units import ItemUnits, standard_units
from sanye.stem.masterdata.errors import UnitsNotConvertible

DATA = Path(__file__).parents[3].parent / "shared" / "data"


@pytest.mark.parametrize(
    ("quantity", "from_unit", "to_unit", "expected"),
    [
        ("1", "INH", "MMT", "25.4"),
        ("1", "LBR", "GRM", "453.59237"),
        ("3", "DZN", "C62", "36"),
        ("1", "GLL", "LTR", "3.785412"),
        ("90", "MIN", "HUR", "1.5"),
        ("1", "MTQ", "LTR", "1000"),
    ],
)
def test_standard_units_convert_exactly(
    quantity: str, from_unit: str, to_unit: str, expected: str
) -> None:
    assert ItemUnits(to_unit).convert(Decimal(quantity), from_unit) == Decimal(expected)


def test_an_items_own_units_lead_to_every_unit_of_their_dimension() -> None:
    units = ItemUnits("C62", {"XBX": Factor(12), "KGM": Factor(5, 2)})

    assert units.convert(Decimal(2), "XBX") == 24
    assert units.convert(Decimal(200), "GRM") == Decimal("0.5")
    assert units.convert(Decimal(1), "XBX", "KGM") == Decimal("4.8")


def test_refuses_pieces_as_kilograms_without_a_factor() -> None:
    with pytest.raises(UnitsNotConvertible, match="KGM cannot be converted into C62"):
        ItemUnits("C62").factor("KGM")


@given(
    st.sampled_from(sorted(standard_units())),
    st.sampled_from(sorted(standard_units())),
)
def test_there_and_back_is_where_one_was(first: str, second: str) -> None:
    units = ItemUnits(first)
    if units.can_convert(second):
        assert units.factor(second).then(units.factor(first, second)) == Factor(1)


def test_chinese_names_sort_by_pinyin_and_are_found_by_initials() -> None:
    assert keys_of("上海三叶") == ("shang hai san ye", "shsy")
    assert keys_of("绿色Trek自行车 7") == ("lv se trek zi xing che  7", "lstrekzxc")
    assert keys_of("Mountain Bike 100") == ("mountain bike 100", "mb1")
    assert keys_of("零" * 101)[1] == "l" * 100


def test_check_digits() -> None:
    assert is_gtin("6291041500213")
    assert not is_gtin("6291041500214")
    assert is_gln("6291041500213")
    assert is_tax_id("CN_USCC", "91110000600037341L")
    assert not is_tax_id("CN_USCC", "91110000600037341M")


def test_a_cycle_is_told_with_its_path() -> None:
    assert find_cycle({"a": ["b", "c"], "b": ["d"], "c": ["a"], "d": []}) == ["a", "c", "a"]
    assert find_cycle({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}) is None
    assert find_cycle({"a": ["a"]}) == ["a", "a"]


def test_a_deep_chain_needs_no_recursion() -> None:
    assert find_cycle({n: [n + 1] for n in range(100_000)}) is None


@pytest.mark.data
def test_units_carry_the_codes_of_recommendation_20() -> None:
    path = Path(os.environ.get("SANYE_DATA", DATA)) / "code_lists"
    if not path.exists():
        if os.environ.get("REQUIRE_DATA") == "1":
            pytest.fail(f"REQUIRE_DATA=1, but {path} is absent")
        pytest.skip(f"{path} is absent; SANYE_DATA may name another place")
    with gzip.open(
        path / "unece_rec20_units_of_measure.csv.gz", "rt", encoding="utf-8-sig"
    ) as file:
        known = {row["CommonCode"]: row["Status"] for row in csv.DictReader(file)}

    ours = {code for code in standard_units() if not code.startswith("X")}

    assert ours - known.keys() == set()
    assert {code for code in ours if known[code] in {"X", "D"}} == set()
