"""Carriers' terms, by hand and from a file."""

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from sanye.kernel.errors import Refusals
from sanye.scm.transport import errors
from sanye.scm.transport.commands import NewRate
from sanye.scm.transport.models import CarrierRate, CarrierTerm
from sanye.stem.exchange.commands import import_file
from tests.factories.transport import Road

D = Decimal
HEAD = (
    "carrier,code,basis,currency,minimum_amount,fuel_surcharge_ratio,valid_from_date,"
    "country,region,from_quantity,base_amount,unit_amount,transit_days"
)


def file(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def read(road: Road, *rows: str):
    return import_file(
        kind="carrier-rates", name="rates.csv", content=file(*rows), by=road.by, at=road.at
    )


def test_the_same_version_is_replaced_and_a_later_one_stands_beside(road: Road) -> None:
    carrier = road.carrier()
    first = road.term(carrier)
    again = road.term(carrier, rates=[NewRate(unit_amount=D(2)), NewRate(country="CN")])
    later = road.term(carrier, valid_from_date=date(2026, 7, 1))

    assert (again.id, later.id == first.id) == (first.id, False)
    assert CarrierRate.unscoped.filter(term=first).count() == 2
    assert CarrierTerm.unscoped.count() == 2


def test_refuses_terms_that_price_nothing_soundly(road: Road) -> None:
    carrier = road.carrier()

    for rates, row in (
        ([], None),
        ([NewRate(), NewRate()], 2),
        ([NewRate(region="上海")], 1),
        ([NewRate(transit_days=400)], 1),
    ):
        with pytest.raises(errors.RatesInvalid) as caught:
            road.term(carrier, rates=rates)
        assert caught.value.row == row
    with pytest.raises(errors.MeasureInvalid):
        road.term(carrier, rates=[NewRate(unit_amount=D(-1))])
    for fields in (
        {"basis": "HOPE"},
        {"currency": "XXZ"},
        {"fuel_surcharge_ratio": D(-1)},
        {"valid_from_date": date(2026, 3, 2), "valid_to_date": date(2026, 3, 2)},
    ):
        with pytest.raises(errors.TermInvalid):
            road.term(carrier, **fields)
    with pytest.raises(errors.TermInvalid):
        road.term(carrier, " ")
    with pytest.raises(errors.NotACarrier):
        road.term(road.customer()[0])

    assert CarrierTerm.unscoped.count() == CarrierRate.unscoped.count() == 0


def test_reads_tariffs_from_a_file(road: Road) -> None:
    road.carrier("SF")

    report = read(
        road,
        "SF,STD,WEIGHT,CNY,25,0.1,2026-01-01,CN,,0,10,1.2,4",
        "SF,STD,WEIGHT,CNY,25,0.1,2026-01-01,CN,上海,0,8,1,1",
        "SF,VAN,FLAT,CNY,,,,CN,,,800,50,2",
    )

    assert (report.created, report.changed) == (2, 0)
    std, van = CarrierTerm.unscoped.order_by("code")
    assert (std.minimum_amount, std.fuel_surcharge_ratio) == (25, D("0.1"))
    assert set(std.rates.model.unscoped.filter(term=std).values_list("region", "transit_days")) == {
        ("", 4),
        ("上海", 1),
    }
    assert (van.basis, van.valid_from_date) == ("FLAT", None)
    assert read(road, "SF,VAN,FLAT,CNY,,,,CN,,,900,50,2").changed == 1


def test_codes_that_a_workbook_holds_as_numbers_are_read_as_they_look(road: Road) -> None:
    carrier = road.carrier("1001")
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["carrier", "code", "basis", "currency", "country", "unit_amount"])
        sheet.write_row(1, 0, [1001, 2026, "WEIGHT", "CNY", "CN", 1.5])

    import_file(
        kind="carrier-rates", name="r.xlsx", content=content.getvalue(), by=road.by, at=road.at
    )

    term = CarrierTerm.unscoped.get()
    assert (term.carrier_id, term.code) == (carrier.id, "2026")


def test_a_bad_file_changes_nothing_and_names_every_row(road: Road) -> None:
    road.carrier("SF")

    with pytest.raises(Refusals) as caught:
        read(
            road,
            "SF,STD,WEIGHT,CNY,25,0.1,,CN,,0,10,1.2,4",
            "NOBODY,STD,WEIGHT,CNY,25,0.1,,CN,,0,10,1.2,4",
            "SF,VAN,FLAT,CNY,a,,,CN,,,800,50,2",
        )

    assert {(refusal.row, refusal.field) for refusal in caught.value.items} == {
        (3, "carrier"),
        (4, "minimum_amount"),
    }
    assert CarrierTerm.unscoped.count() == 0
