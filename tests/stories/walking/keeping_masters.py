"""Masters that are put oddly, taken away while documents use them, and kept in files."""

from typing import Any

from sanye.kernel.errors import Refusal
from sanye.stem.exchange import commands as files
from sanye.stem.exchange import queries as exports
from sanye.stem.exchange.errors import FileEmpty
from sanye.stem.exchange.kinds import KINDS, Kind
from sanye.stem.masterdata import commands as masters
from sanye.stem.masterdata.models import (
    Bill,
    Calendar,
    Location,
    PaymentTerm,
    PriceList,
    Routing,
    Site,
    SupplierTerm,
    Tax,
    WorkCenter,
)
from tests.stories.walking.walk import Walk, step
from tests.stories.walking.world import BOUGHT, CUSTOMERS, MADE, SOLD

_ODD = ("0", "0.000001", "99999999999999.999999", "-1", "１２", "0.1234567", "NaN", "")
_ARCHIVED = {
    "BILL": Bill,
    "ROUTING": Routing,
    "LOCATION": Location,
    "WORK_CENTER": WorkCenter,
    "SUPPLIER_TERM": SupplierTerm,
    "PRICE_LIST": PriceList,
    "TAX": Tax,
    "PAYMENT_TERM": PaymentTerm,
    "CALENDAR": Calendar,
    "SITE": Site,
}


@step(1)
def take_units_away(walk: Walk) -> None:
    """What was ordered and priced in dozens was so; nothing new is."""
    units = walk.random.choice(
        [[], [{"unit": "DZN", "numerator": 12}], [{"unit": "XBX", "numerator": 7}]]
    )
    row = {"code": "TEA", "units": units, "purchase_unit": walk.random.choice(["DZN", "KGM", ""])}
    masters.put_items(items=[row], **walk.who)


@step(1)
def put_odd_planning(walk: Walk) -> None:
    column = walk.random.choice(
        ["safety_stock", "minimum_quantity", "multiple_quantity", "scrap_ratio"]
    )
    row = {"item": walk.random.choice([*BOUGHT, *MADE]), "site": "PLANT"}
    masters.put_item_sites(items=[{**row, column: walk.random.choice(_ODD)}], **walk.who)
    walk.follow()
    masters.put_item_sites(items=[{**row, column: "0.01" if column[0] != "m" else "1"}], **walk.who)


@step(1)
def put_bill_of_another_day(walk: Walk) -> None:
    """A version that holds from some day on, which may be held already; or a circle."""
    component = walk.random.choice([*BOUGHT, *MADE])
    item = walk.random.choice(MADE)
    bill = {
        "item": item,
        "version": walk.random.choice(["1", "2", "３"]),
        "valid_from_date": walk.random.choice([None, walk.soon(), "9999-12-31"]),
        "valid_to_date": walk.random.choice([None, walk.soon(), "9999-12-31"]),
        "lines": [{"component": component, "quantity": walk.random.choice(["1", "0.000001"])}],
    }
    masters.put_bills(bills=[bill], **walk.who)


@step(1)
def archive_and_take_back(walk: Walk) -> None:
    entity = walk.random.choice(sorted(_ARCHIVED))
    model: Any = _ARCHIVED[entity]
    row = walk.pick(getattr(model, "unscoped", model.objects).all())
    this = {"entity": entity, "row_id": row.pk, **walk.who}
    masters.archive_master(is_archived=True, **this)
    walk.follow()
    masters.archive_master(is_archived=False, **this)


@step(1)
def replace_addresses(walk: Walk) -> None:
    addresses = [
        {"use": use, "city": walk.random.choice(["上海", "Lyon", "x" * 100]), "is_default": True}
        for use in walk.some(["MAIN", "SHIPPING", "BILLING"])
    ]
    contacts = [{"name": walk.random.choice(["李", "Anna"]), "phone": str(walk.quantity(9))}]
    party = {"code": walk.random.choice(CUSTOMERS), "addresses": addresses, "contacts": contacts}
    masters.put_parties(parties=[party], **walk.who)


@step(1)
def retire_item(walk: Walk) -> None:
    code, other = walk.random.sample(SOLD, 2)
    row = {
        "code": code,
        "is_sold": walk.chance(0.7),
        "successor": walk.random.choice([other, None]),
    }
    masters.put_items(items=[row], **walk.who)


@step(1)
def send_file_there_and_back(walk: Walk) -> None:
    kind = walk.random.choice([one.name for one in KINDS.values() if isinstance(one, Kind)])
    form = walk.random.choice(["csv", "xlsx"])
    content = b"".join(exports.get_export(kind=kind, file_format=form, by=walk.by))
    try:
        report = files.import_file(kind=kind, content=content, name=kind, **walk.who)
    except FileEmpty:
        return
    except Refusal as refusal:
        raise AssertionError(f"{kind} {form}: {refusal}") from refusal
    assert (report.created, report.changed) == (0, 0), (kind, form)
