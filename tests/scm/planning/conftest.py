"""Plants to plan for."""

import pytest

from sanye.stem.masterdata.models import BillLine
from tests.factories import masterdata as make


@pytest.fixture
def plant(by):
    """Four products of shared sub-assemblies, one of which is a phantom in one bill and kept in
    stock besides; what is bought for the depot is shipped from the plant."""
    site = make.make_site(by)
    supplier = make.make_supplier(by)
    made, bought = ["A", "B", "C", "D", "S1", "S2", "KIT"], ["P1", "P2", "P3", "P4", "P5"]
    items = {}
    for name in made + bought:
        items[name] = make.make_item(name, kind="MAKE" if name in made else "BUY")
        lots = {"multiple_quantity": 6} if name in ("S1", "P2") else {}
        lots |= {"safety_stock": 4} if name == "P4" else {}
        make.make_item_site(items[name], site, lead_time_days=3, **lots)
        if name in bought:
            make.make_supplier_term(by, supplier, items[name], lead_time_days=4)
    for name, lines in {
        "A": {"S1": 2, "P1": 1},
        "B": {"S1": 1, "S2": 1, "P2": 3},
        "C": {"S2": 2, "P5": 1},
        "D": {"KIT": 1, "P4": 2},
        "S1": {"P2": 1, "P3": 2},
        "S2": {"KIT": 1, "P3": 1},
        "KIT": {"P3": 1, "P4": 1},
    }.items():
        make.make_bill(items[name], [(items[part], n) for part, n in lines.items()])
    BillLine.objects.filter(bill__item=items["D"], component=items["KIT"]).update(is_phantom=True)
    return site, items


@pytest.fixture
def families(by):
    """Two families of three levels that share a part."""
    site = make.make_site(by)
    supplier = make.make_supplier(by)
    items = {}
    for name in ("A", "A1", "A2", "B", "B1", "SHARED"):
        is_made = name in ("A", "A1", "B")
        items[name] = make.make_item(name, kind="MAKE" if is_made else "BUY")
        lots = {"multiple_quantity": 6} if name in ("A1", "SHARED") else {}
        make.make_item_site(items[name], site, lead_time_days=3, **lots)
        if not is_made:
            make.make_supplier_term(by, supplier, items[name], lead_time_days=4)
    make.make_bill(items["A"], [(items["A1"], 2), (items["SHARED"], 1)])
    make.make_bill(items["A1"], [(items["A2"], 3)])
    make.make_bill(items["B"], [(items["B1"], 1), (items["SHARED"], 4)])
    return site, items
