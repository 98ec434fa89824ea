from datetime import date
from decimal import Decimal

import pytest

from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.kernel.tax import TaxTerm
from sanye.stem.masterdata import errors
from sanye.stem.masterdata.models import ItemUnit
from sanye.stem.masterdata.queries import SaleRequest, get_sale_terms
from tests.factories import masterdata as make

DAY = date(2026, 3, 2)


def ask(by, customer, *requests, **options):
    return get_sale_terms(customer_id=customer.id, lines=requests, on=DAY, by=by, **options)


def line(item, quantity="1", **options):
    return SaleRequest(item_id=item.id, quantity=Decimal(quantity), **options)


def test_gives_units_price_and_tax_of_each_line(by: Actor) -> None:
    tax = make.make_tax(by)
    item = make.make_item(sales_unit="DZN")
    ItemUnit.objects.create(item=item, unit="DZN", numerator=12)
    make.make_item_company(by, item, sales_tax=tax, standard_cost=Decimal(2))
    make.make_price_list(by, [(item, 5)], code="RETAIL")
    site = make.make_site(by)
    customer = make.make_customer(by, site=site)

    terms = ask(by, customer, line(item, "3"))

    found = terms.lines[0]
    assert (terms.currency, terms.exchange_rate, terms.site_id) == ("CNY", 1, site.id)
    assert (found.unit, found.stock_quantity, found.stock_unit) == ("DZN", 36, "C62")
    assert (found.unit_price, found.price_list_code) == (60, "RETAIL")
    assert found.taxes == (TaxTerm("VAT13", Decimal("0.13")),)
    assert found.unit_cost == 24


def test_takes_a_given_price_with_its_taxes(by: Actor) -> None:
    make.make_tax(by, "A", "0.1")
    make.make_tax(by, "RC", "0.2", is_reverse_charge=True)
    item, customer = make.make_item(), make.make_customer(by)
    request = line(item, unit_price=Decimal("9.99"), is_tax_included=True, tax_codes=("A", "RC"))

    found = ask(by, customer, request).lines[0]

    assert (found.unit_price, found.price_list_code) == (Decimal("9.99"), "")
    assert found.taxes == (
        TaxTerm("A", Decimal("0.1"), is_included=True),
        TaxTerm("RC", Decimal("0.2"), is_reverse_charge=True),
    )


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"quantity": Decimal(0)}, errors.NotPositive, "quantity"),
        ({"quantity": Decimal(-1)}, errors.NotPositive, "quantity"),
        ({"quantity": Decimal("1.5")}, errors.QuantityNotWhole, "quantity"),
        ({"unit": "KGM"}, errors.UnitsNotConvertible, "unit"),
        ({"unit": "NONE"}, errors.UnitsNotConvertible, "unit"),
        ({"tax_codes": ("NONE",)}, errors.TaxUnknown, "tax_codes"),
        ({"unit_price": None}, errors.PriceMissing, "unit_price"),
        ({"item_id": new_id()}, errors.ItemUnknown, "item_id"),
    ],
)
def test_refuses_a_wrong_line_with_its_row(by: Actor, change, refusal, field) -> None:
    item, customer = make.make_item(), make.make_customer(by)
    good = {"item_id": item.id, "quantity": Decimal(1), "unit_price": Decimal(1)}

    with pytest.raises(refusal) as caught:
        ask(by, customer, SaleRequest(**good), SaleRequest(**{**good, **change}))

    assert (caught.value.field, caught.value.row) == (field, 2)


def test_refuses_what_belongs_to_another_company(by: Actor, other_by: Actor) -> None:
    item, customer = make.make_item(), make.make_customer(by)
    foreign_site = make.make_site(other_by)
    foreign_customer = make.make_customer(other_by)
    good = line(item, unit_price=Decimal(1))

    with pytest.raises(errors.SiteUnknown):
        ask(by, customer, good, site_id=foreign_site.id)
    with pytest.raises(errors.CustomerUnknown):
        ask(by, foreign_customer, good)
    with pytest.raises(Refusal):
        ask(by, customer, good, currency="USD")
    with pytest.raises(errors.AddressUnknown):
        ask(by, customer, good, ship_to_address_id=make.make_address(foreign_customer).id)
