"""Who looks like whom: names without legal form, telephones in any writing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.crm.marketing.domain.likeness import (
    Names,
    email_key,
    name_key,
    name_score,
    phone_key,
    rarest_parts,
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("晨曦电器有限公司", "晨曦电器"),
        ("晨曦电器（集团）股份有限公司", "晨曦电器"),
        ("Ａurora　Appliances Co., Ltd.", "auroraappliances"),
        ("Aurora Appliances GmbH & Co. KG", "auroraappliances"),
        ("The Company Ltd", "thecompanyltd"),
        ("有限公司", "有限公司"),
        ("", ""),
    ],
)
def test_a_name_is_known_without_its_legal_form(name: str, key: str):
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("晨曦电器", "晨曦电器", "1"),
        ("北京晨曦电器", "晨曦电器", "0.90"),  # contained; pairs alone 6/8
        ("上海机械", "北京机械", "0.33"),  # 2·1 / (3+3)
        ("auroraappliances", "auroraapliances", "0.97"),  # 2·14 / (15+14)
        ("aurora", "boreas", "0.20"),  # only "or": 2·1 / (5+5)
        ("a", "a", "1"),
        ("", "a", "0"),
    ],
)
def test_names_are_alike_by_their_pairs_of_letters(one: str, other: str, score: str):
    assert name_score(one, other) == Decimal(score)


@pytest.mark.parametrize(
    "phone", ["+86 138-1234-5678", "0086 13812345678", "13812345678", "（138）１２３４５６７８"]
)
def test_a_telephone_is_the_same_in_every_writing(phone: str):
    assert phone_key(phone) == "812345678"


def test_a_short_number_is_nobodys_and_addresses_do_not_mind_case():
    assert phone_key("110") == ""
    assert phone_key("ext. 12") == ""
    assert email_key(" Wang@Example.COM ") == "wang@example.com"


def test_finds_the_likest_first_and_leaves_out_the_unlike():
    names = Names({1: "晨曦电器", 2: "晨曦电气", 3: "北京晨曦电器", 4: "三叶软件"})

    found = names.like("晨曦电器")

    # 晨曦电气 shares two of three pairs: 0.67
    assert [(one.key, one.score) for one in found] == [(1, 1), (3, Decimal("0.90"))]


def test_a_short_known_name_is_found_in_a_long_one():
    assert [one.key for one in Names({1: "晨曦电"}).like("北京市朝阳区晨曦电器销售服务中心")] == [1]


def test_says_when_there_is_too_much_to_look_for():
    assert rarest_parts(["abc", "bcd"], most=3) == ["ab", "bc", "cd"]
    assert rarest_parts(["abc", "bcd"], most=2) is None


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_mutual_and_between_nothing_and_one(one: str, other: str):
    first, second = name_key(one), name_key(other)

    assert name_score(first, second) == name_score(second, first)
    assert 0 <= name_score(first, second) <= 1
    assert not first or name_score(first, first) == 1


@given(st.text(max_size=30))
def test_a_key_is_its_own_key(name: str):
    assert name_key(name_key(name)) == name_key(name) or name_key(name) != ""
