"""Masters are made and changed by code; wrong rows are named and nothing is written."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection

from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata import commands, queries
from sanye.stem.masterdata.errors import (
    BillCyclic,
    CodeTaken,
    KindFixed,
    MasterUnknown,
    TrackingFixed,
    UnitFixed,
)
from sanye.stem.masterdata.models import (
    Bill,
    Calendar,
    Item,
    ItemUnit,
    Party,
    PartyTaxId,
    TranslatedName,
)
from tests.factories import masterdata as make

BIKE = {"code": "BIKE", "name": "Bike", "kind": "make", "unit": "C62"}


def refused(error: pytest.ExceptionInfo[Any]) -> list[tuple[int | None, str | None, str]]:
    items = error.value.items if isinstance(error.value, Refusals) else [error.value]
    return [(item.row, item.field, item.code.rsplit(".", 1)[1]) for item in items]


def put_items(by: Actor, at: datetime, *items: dict[str, Any], **options: Any) -> Any:
    return commands.put_items(items=items, by=by, at=at, **options)


def put_bill(by: Actor, at: datetime, item: Any, *components: Any, **fields: Any) -> Any:
    lines = [{"component": part.code, "quantity": 1} for part in components]
    bill = {"item": item.code, "lines": lines, **fields}
    return commands.put_bills(bills=[bill], by=by, at=at).row


def test_an_item_is_made_with_its_units_and_names_and_told(by: Actor, at: datetime) -> None:
    row = {
        **BIKE,
        "name": "山地车",
        "name_en": "Mountain bike",
        "weight": "12,5".replace(",", "."),
        "weight_unit": "KGM",
        "units": [{"unit": "XBX", "numerator": 4}],
    }

    item = put_items(by, at, row).row

    stored = Item.objects.get(code="BIKE")
    assert (stored.id, stored.kind, stored.weight) == (item.id, "MAKE", Decimal("12.5"))
    assert (stored.sort_key, stored.initials) == ("shan di che", "sdc")
    assert ItemUnit.objects.get(item=item).numerator == 4
    assert TranslatedName.objects.get(row_id=item.id, language="en").name == "Mountain bike"
    event = EventRow.objects.get()
    assert (event.type, event.data["code"]) == ("sanye.stem.item.created.v1", "BIKE")


def test_a_known_item_is_changed_in_the_columns_given(by: Actor, at: datetime) -> None:
    put_items(by, at, {**BIKE, "color": "red"}, {**BIKE, "code": "FRAME"})

    result = put_items(by, at, {"code": "BIKE", "name": "Racer"}, {**BIKE, "code": "FRAME"})

    assert (result.created, result.changed, result.unchanged) == (0, 1, 1)
    stored = Item.objects.get(code="BIKE")
    assert (stored.name, stored.sort_key, stored.color) == ("Racer", "racer", "red")
    assert EventRow.objects.filter(type="sanye.stem.item.changed.v1").count() == 1


def test_many_known_items_are_changed_at_once(by: Actor, at: datetime) -> None:
    rows = [{**BIKE, "code": f"B{n}"} for n in range(5)]
    put_items(by, at, *rows)

    put_items(by, at, *[{"code": f"B{n}", "name": f"Bike {n}"} for n in range(5)])

    assert list(Item.objects.order_by("code").values_list("name", flat=True)) == [
        f"Bike {n}" for n in range(5)
    ]


def test_every_wrong_row_is_named_and_nothing_is_written(by: Actor, at: datetime) -> None:
    with pytest.raises(Refusals) as error:
        put_items(
            by,
            at,
            {**BIKE, "unit": "PIECE"},
            {**BIKE, "code": "B2", "kind": "GROW"},
            {**BIKE, "code": "B3", "weight": "-1"},
            {"code": "B4", "name": "x"},
            {**BIKE, "code": "B3"},
            {**BIKE, "code": "B6", "family": "NONE"},
            {**BIKE, "code": "B7", "colour": "red"},
            {**BIKE, "code": "B8", "weight": "heavy"},
            {**BIKE, "code": "B9", "gtin": "6291041500214"},
        )

    assert refused(error) == [
        (2, "kind", "choice_invalid"),
        (4, "kind", "value_missing"),
        (4, "unit", "value_missing"),
        (5, "code", "duplicate_key"),
        (6, "family", "unknown"),
        (7, "colour", "column_unknown"),
        (8, "weight", "number_invalid"),
    ]
    assert not Item.objects.exists()
    assert not EventRow.objects.exists()


def test_rules_are_told_once_all_can_be_read(by: Actor, at: datetime) -> None:
    with pytest.raises(Refusals) as error:
        put_items(
            by,
            at,
            {**BIKE, "unit": "PIECE"},
            {**BIKE, "code": "B3", "weight": "-1"},
            {**BIKE, "code": "B9", "gtin": "6291041500214"},
        )

    assert refused(error) == [
        (1, "unit", "unit_unknown"),
        (2, "weight", "not_positive"),
        (3, "gtin", "identifier_invalid"),
    ]


def test_refuses_a_new_item_where_one_stands(by: Actor, at: datetime) -> None:
    put_items(by, at, BIKE)

    with pytest.raises(CodeTaken):
        put_items(by, at, BIKE, only="NEW")
    with pytest.raises(MasterUnknown):
        put_items(by, at, {**BIKE, "code": "B2"}, only="KNOWN")


def test_refuses_another_base_unit(by: Actor, at: datetime) -> None:
    put_items(by, at, BIKE)

    with pytest.raises(UnitFixed, match="stays C62"):
        put_items(by, at, {"code": "BIKE", "unit": "KGM"})


def test_goods_stay_goods_and_services_services(by: Actor, at: datetime) -> None:
    put_items(by, at, BIKE, {**BIKE, "code": "WASH", "kind": "SERVICE"})

    with pytest.raises(KindFixed):
        put_items(by, at, {"code": "BIKE", "kind": "SERVICE"})
    with pytest.raises(KindFixed):
        put_items(by, at, {"code": "WASH", "kind": "BUY"})
    put_items(by, at, {"code": "BIKE", "kind": "BUY"}, {"code": "WASH", "kind": "SERVICE"})
    put_items(by, at, {"code": "BIKE", "kind": "MAKE"})


def test_what_lots_or_serials_tell_apart_stays_so(by: Actor, at: datetime) -> None:
    put_items(by, at, BIKE, {**BIKE, "code": "PAINT", "tracking": "LOT"})

    with pytest.raises(TrackingFixed):
        put_items(by, at, {"code": "BIKE", "tracking": "SERIAL"})
    with pytest.raises(TrackingFixed):
        put_items(by, at, {"code": "PAINT", "tracking": "NONE"})
    put_items(by, at, {"code": "BIKE", "tracking": "NONE"}, {"code": "PAINT", "name": "Red"})

    assert Item.objects.get(code="PAINT").tracking == "LOT"


def test_a_family_may_come_with_its_parent(by: Actor, at: datetime) -> None:
    families = [
        {"code": "ROAD", "name": "Road", "parent": "BIKES"},
        {"code": "BIKES", "name": "Bikes"},
    ]

    child, parent = commands.put_item_families(families=families, by=by, at=at).rows

    assert child.parent_id == parent.id


def test_a_party_with_contacts_addresses_and_a_checked_tax_number(by: Actor, at: datetime) -> None:
    party = {
        "code": "ACME",
        "name": "Acme",
        "roles": "customer; supplier",
        "contacts": [{"name": "Li", "email": "li@example.com"}],
        "addresses": [{"use": "SHIPPING", "country": "CN", "city": "上海"}],
        "tax_ids": [{"kind": "CN_USCC", "number": "91110000600037341L"}],
    }

    row = commands.put_parties(parties=[party], by=by, at=at).row
    commands.put_parties(
        parties=[{"code": "ACME", "contacts": [{"name": "Wu", "phone": "1"}]}], by=by, at=at
    )

    stored = Party.objects.get(id=row.id)
    assert stored.roles == ["CUSTOMER", "SUPPLIER"]
    assert [contact.name for contact in stored.contacts.all()] == ["Wu"]
    assert stored.addresses.get().city == "上海"
    assert PartyTaxId.objects.get().number == "91110000600037341L"


def test_refuses_a_wrong_tax_number(by: Actor, at: datetime) -> None:
    party = {
        "code": "ACME",
        "name": "Acme",
        "tax_ids": [{"kind": "CN_USCC", "number": "91110000600037341M"}],
    }

    with pytest.raises(Refusal) as error:
        commands.put_parties(parties=[party], by=by, at=at)

    assert refused(error) == [(None, "tax_ids.0.number", "tax_id_invalid")]


def test_refuses_a_bill_that_holds_itself_at_any_depth(by: Actor, at: datetime) -> None:
    bike, wheel, hub = (make.make_item(code) for code in ("BIKE", "WHEEL", "HUB"))
    put_bill(by, at, bike, wheel)
    put_bill(by, at, wheel, hub)

    with pytest.raises(BillCyclic, match="HUB → BIKE → WHEEL → HUB"):
        put_bill(by, at, hub, bike)

    assert Bill.objects.count() == 2


def test_a_cycle_within_one_call_is_refused_too(by: Actor, at: datetime) -> None:
    one, two = make.make_item("ONE"), make.make_item("TWO")
    bills = [
        {"item": one.code, "lines": [{"component": two.code, "quantity": 1}]},
        {"item": two.code, "lines": [{"component": one.code, "quantity": 1}]},
    ]

    with pytest.raises(Refusals, match="1 errors") as error:
        commands.put_bills(bills=bills, by=by, at=at)

    assert refused(error) == [(1, "component", "bill_cyclic")]


def test_a_line_counts_in_its_components_unit_and_zero_is_refused(by: Actor, at: datetime) -> None:
    bike, paint = make.make_item("BIKE"), make.make_item("PAINT", unit="LTR")

    bill = put_bill(by, at, bike, paint)
    with pytest.raises(Refusals) as error:
        commands.put_bills(
            bills=[
                {
                    "item": "BIKE",
                    "lines": [
                        {"component": "PAINT", "quantity": 0},
                        {"component": "PAINT", "quantity": 1, "unit": "KGM"},
                    ],
                }
            ],
            by=by,
            at=at,
        )

    assert bill.unit == "C62"
    assert bill.lines.get().unit == "LTR"
    assert refused(error) == [
        (1, "lines.0.quantity", "not_positive"),
        (1, "lines.1.unit", "units_not_convertible"),
    ]


def test_released_versions_hold_on_different_days(by: Actor, at: datetime) -> None:
    bike, wheel = make.make_item("BIKE"), make.make_item("WHEEL")
    put_bill(by, at, bike, wheel, version="1", valid_to_date="2026-04-01")
    put_bill(by, at, bike, wheel, version="2", valid_from_date="2026-04-01")

    with pytest.raises(Refusal, match="Version 2 of BIKE"):
        put_bill(by, at, bike, wheel, version="3", valid_from_date="2026-06-01")

    put_bill(by, at, bike, wheel, version="3", valid_from_date="2026-06-01", status="DRAFT")


def test_chinese_holidays_with_the_weekends_worked_for_them(by: Actor, at: datetime) -> None:
    calendar = make.make_calendar("CN", time_zone="Asia/Shanghai")

    days = commands.import_holidays(calendar_code="CN", country="CN", years=[2026], by=by, at=at)

    found = queries.working_calendar(calendar_id=calendar.id, by=by)
    assert days == Calendar.objects.get().exceptions.count()
    assert not found.is_working(date(2026, 2, 17))
    assert found.minutes_on(date(2026, 2, 14)) == 8 * 60
    assert found.is_working(date(2026, 2, 14))
    assert not found.is_working(date(2026, 2, 15))


def test_another_company_does_not_see_a_site(by: Actor, at: datetime) -> None:
    from sanye.stem.identity.models import Company

    other = Company.objects.create(
        code="OTHER", name="Other", country="US", functional_currency="USD"
    )
    stranger = Actor(user_id=None, company_id=other.id, name="x", permissions=frozenset({"*"}))
    site = make.make_site(by, "HERE")

    with pytest.raises(MasterUnknown):
        queries.get_site(site_id=site.id, by=stranger)
    with pytest.raises(MasterUnknown):
        commands.put_locations(
            locations=[{"site": str(site.id), "code": "A", "name": "A"}], by=stranger, at=at
        )


def test_an_archived_item_is_told_and_may_come_back(by: Actor, at: datetime) -> None:
    item = make.make_item()

    commands.archive_master(entity="ITEM", row_id=item.id, by=by, at=at)
    archived = list(queries.list_items(by=by))
    commands.archive_master(entity="ITEM", row_id=item.id, is_archived=False, by=by, at=at)

    assert archived == []
    assert list(queries.list_items(by=by)) == [item]
    assert [event.type for event in EventRow.objects.order_by("position")] == [
        "sanye.stem.master.archived.v1",
        "sanye.stem.item.changed.v1",
    ]


def test_the_database_keeps_versions_apart_too(by: Actor, at: datetime) -> None:
    bike, wheel = make.make_item(), make.make_item()
    make.make_bill(bike, [(wheel, 1)], version="1")

    make.make_bill(bike, [(wheel, 1)], version="2")

    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="stem_bill_apart"):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_hundreds_of_rows_are_written_at_once(by: Actor, at: datetime) -> None:
    parties = [
        {
            "code": f"P{n}",
            "name": f'Party, "{n}"\t三叶',
            "roles": "CUSTOMER;SUPPLIER",
            "addresses": [{"city": "上海", "latitude": "31.2"}],
        }
        for n in range(150)
    ]

    commands.put_parties(parties=parties, by=by, at=at)

    stored = Party.objects.get(code="P149")
    assert stored.name == 'Party, "149"\t三叶'
    assert stored.roles == ["CUSTOMER", "SUPPLIER"]
    assert stored.created_at == at
    assert stored.addresses.get().latitude == Decimal("31.2")
    assert EventRow.objects.filter(type="sanye.stem.party.created.v1").count() == 150


def test_hundreds_of_rows_have_their_history_and_may_name_each_other(
    by: Actor, at: datetime
) -> None:
    items = [{**BIKE, "code": f"B{n}", "successor": f"B{n // 2}"} for n in range(150)]

    put_items(by, at, *items)
    put_items(by, at, *[{"code": f"B{n}", "name": f"Bike {n}"} for n in range(150)])

    assert Item.objects.get(code="B149").successor == Item.objects.get(code="B74")
    history = Item.pgh_event_models["insert"].objects  # type: ignore[attr-defined]
    assert history.count() == 300
    told = history.filter(code="B149").order_by("pgh_id")
    assert [(row.pgh_label, row.name, row.created_at) for row in told] == [
        ("insert", "Bike", at),
        ("update", "Bike 149", at),
    ]
    assert None not in {row.pgh_context_id for row in told}


def test_a_name_in_another_language_is_kept_once_and_must_not_be_too_long(
    by: Actor, at: datetime
) -> None:
    item = put_items(by, at, {**BIKE, "name_zh": "山地车"}).row

    put_items(by, at, {"code": "BIKE", "name_zh": "自行车", "name_en": ""})
    with pytest.raises(Refusals) as error:
        put_items(by, at, {"code": "BIKE", "name_zh": "车" * 201}, {**BIKE, "code": "FRAME"})

    assert refused(error) == [(1, "name_zh", "text_too_long")]
    names = TranslatedName.objects.filter(row_id=item.id)
    assert [(row.language, row.name, row.initials) for row in names] == [("zh", "自行车", "zxc")]
