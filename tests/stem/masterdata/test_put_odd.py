"""Whatever is put, the answer is a row or a refusal that names row and column."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.stem.identity.models import User
from sanye.stem.masterdata import commands
from sanye.stem.masterdata.errors import BillCyclic, PeriodsOverlap
from sanye.stem.masterdata.models import (
    Bill,
    PartyCompany,
    PartyContact,
    PartyTaxId,
    Unit,
)
from tests.factories import masterdata as make

ITEM = {"code": "A", "name": "A", "kind": "BUY", "unit": "C62"}
GTIN = "6291041500213"
NUMBER = "91110000600037341L"


def refused(error: pytest.ExceptionInfo[Any]) -> list[tuple[int | None, str | None, str]]:
    items = error.value.items if isinstance(error.value, Refusals) else [error.value]
    return [(item.row, item.field, item.code.rsplit(".", 1)[1]) for item in items]


@pytest.mark.parametrize("column", ["code", "name", "name_zh", "family", "unit", "description"])
@pytest.mark.parametrize("letter", ["\x00", "\ud800", "\uffff"])
def test_what_is_no_letter_is_refused_in_any_column(
    by: Actor, at: datetime, column: str, letter: str
) -> None:
    with pytest.raises(Refusal) as error:
        commands.put_items(items=[{**ITEM, column: f"x{letter}"}], by=by, at=at)

    assert refused(error) == [(None, column, "text_invalid")]


def test_a_text_longer_than_a_cell_holds_is_refused(by: Actor, at: datetime) -> None:
    commands.put_items(items=[{**ITEM, "description": "x" * 32_767}], by=by, at=at)

    with pytest.raises(Refusal) as error:
        commands.put_items(items=[{**ITEM, "description": "x" * 32_768}], by=by, at=at)

    assert refused(error) == [(None, "description", "text_too_long")]


def test_two_items_have_not_the_same_gtin(by: Actor, at: datetime) -> None:
    commands.put_items(items=[{**ITEM, "gtin": GTIN}], by=by, at=at)
    again = commands.put_items(items=[{**ITEM, "gtin": GTIN}], by=by, at=at)

    with pytest.raises(Refusals) as error:
        commands.put_items(
            items=[{**ITEM, "code": "B"}, {**ITEM, "code": "C", "gtin": GTIN}], by=by, at=at
        )
    with pytest.raises(Refusals) as two:
        commands.put_items(
            items=[{**ITEM, "code": code, "gtin": "40170725"} for code in "BC"], by=by, at=at
        )

    assert again.unchanged == 1
    assert refused(error) == [(2, "gtin", "code_taken")]
    assert refused(two) == [(2, "gtin", "code_taken")]


def test_two_parties_are_not_the_same_user(by: Actor, at: datetime) -> None:
    User.objects.create(login="joe")
    parties = [{"code": code, "name": code, "user": "joe"} for code in "AB"]

    with pytest.raises(Refusals) as error:
        commands.put_parties(parties=parties, by=by, at=at)

    assert refused(error) == [(2, "user", "code_taken")]


@pytest.mark.parametrize("digit", ["²", "６", "٦"])
def test_a_gtin_has_digits_of_our_own(by: Actor, at: datetime, digit: str) -> None:
    with pytest.raises(Refusal) as error:
        commands.put_items(items=[{**ITEM, "gtin": digit + GTIN[1:]}], by=by, at=at)

    assert refused(error) == [(None, "gtin", "identifier_invalid")]


def test_a_unit_has_at_most_the_decimals_of_a_quantity(by: Actor, at: datetime) -> None:
    """With seven every quantity in it failed to be rounded."""
    unit = {"code": "ZZ", "name": "zz", "dimension": "MASS"}

    with pytest.raises(Refusal) as error:
        commands.put_units(units=[{**unit, "decimals": 7}], by=by, at=at)

    assert refused(error) == [(None, "decimals", "whole_number_invalid")]
    assert not Unit.objects.exists()


def test_a_tax_number_with_blanks_is_the_one_without(by: Actor, at: datetime) -> None:
    spaced = {"kind": "CN_USCC", "number": "9111 0000 6000 37341L"}
    party = {"code": "A", "name": "A", "tax_ids": [spaced]}
    commands.put_parties(parties=[party], by=by, at=at)

    again = commands.put_parties(parties=[party], by=by, at=at)
    with pytest.raises(Refusal) as error:
        commands.put_parties(
            parties=[{**party, "tax_ids": [spaced, {**spaced, "number": NUMBER}]}], by=by, at=at
        )

    assert (again.changed, again.unchanged) == (0, 1)
    assert refused(error) == [(None, None, "duplicate_key")]
    assert PartyTaxId.objects.get().number == NUMBER


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-02 08:00:00+00:00", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        ("2026-03-02 09:00+01:00", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        (datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 8, tzinfo=UTC)),  # noqa: DTZ001
        (date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_a_file_writes_it(
    by: Actor, at: datetime, written: Any, moment: datetime
) -> None:
    make.make_customer(by, "A")
    row = {"party": "A", "blocked_at": written}
    commands.put_party_companies(terms=[row], by=by, at=at)

    again = commands.put_party_companies(terms=[row], by=by, at=at)

    assert again.unchanged == 1
    assert PartyCompany.unscoped.get().blocked_at == moment


@pytest.mark.parametrize("written", ["soon", 5, True])
def test_what_is_no_moment_is_refused(by: Actor, at: datetime, written: Any) -> None:
    make.make_customer(by, "A")

    with pytest.raises(Refusal) as error:
        commands.put_party_companies(terms=[{"party": "A", "blocked_at": written}], by=by, at=at)

    assert refused(error) == [(None, "blocked_at", "date_invalid")]


def test_a_location_whose_code_has_a_slash_is_named(by: Actor, at: datetime) -> None:
    site = make.make_site(by, "S/1")
    place = make.make_location(site, "A/01")
    make.make_location(site, "01")
    make.make_item("A")

    for name in ("S/1/A/01", "A/01"):
        row = {"item": "A", "site": "S/1", "source": "BUY", "location": name}
        found = commands.put_item_sites(items=[row], by=by, at=at).row
        assert found.location_id == place.id


def test_a_bill_comes_back_only_where_it_fits(by: Actor, at: datetime) -> None:
    one, two = make.make_item("A"), make.make_item("B")
    bill = make.make_bill(one, [(two, 1)])
    who = {"by": by, "at": at}
    commands.archive_master(entity="BILL", row_id=bill.id, **who)
    other = make.make_bill(two, [(one, 1)])

    with pytest.raises(BillCyclic):
        commands.archive_master(entity="BILL", row_id=bill.id, is_archived=False, **who)
    other.delete()
    make.make_bill(one, [(two, 2)], version="2")
    with pytest.raises(PeriodsOverlap):
        commands.archive_master(entity="BILL", row_id=bill.id, is_archived=False, **who)

    assert Bill.objects.get(id=bill.id).archived_at == at


def test_lines_that_are_taken_away_are_in_no_circle(by: Actor, at: datetime) -> None:
    one, two = make.make_item("A"), make.make_item("B")
    make.make_bill(one, [(two, 1)])

    put = commands.put_bills(
        bills=[
            {"item": "A", "lines": []},
            {"item": "B", "lines": [{"component": "A", "quantity": 1}]},
        ],
        by=by,
        at=at,
    )

    assert (put.created, put.changed) == (1, 1)


def test_who_was_erased_stays_when_contacts_are_replaced(by: Actor, at: datetime) -> None:
    party = {"code": "A", "name": "A", "contacts": [{"name": "Li"}, {"name": "Wu"}]}
    commands.put_parties(parties=[party], by=by, at=at)
    erased = list(PartyContact.objects.values_list("id", flat=True))
    commands.erase_contacts(contact_ids=erased, by=by, at=at)

    commands.put_parties(parties=[{"code": "A", "contacts": [{"name": "Xu"}]}], by=by, at=at)

    assert PartyContact.objects.filter(id__in=erased).count() == 2


@pytest.mark.parametrize(
    "days", [{"valid_from_date": "9999-12-31"}, {"valid_to_date": "0001-01-01"}]
)
def test_a_version_without_an_end_holds_on_the_last_day_and_the_first(
    by: Actor, at: datetime, days: dict[str, str]
) -> None:
    """The database refused it, at the end of the transaction and without a word to the user."""
    make.make_bill(make.make_item("A"), [(make.make_item("B"), 1)])
    bill = {"item": "A", "version": "2", **days}

    with pytest.raises(PeriodsOverlap) as error:
        commands.put_bills(bills=[bill], by=by, at=at)

    assert refused(error) == [(None, "valid_from_date", "periods_overlap")]
