from sanye.kernel.actors import Actor
from tests.factories import masterdata as make


def test_every_factory_gives_a_row_that_stands(by: Actor) -> None:
    site = make.make_site(by, calendar=make.make_calendar())
    saw = make.make_work_center(site)
    part, bike = make.make_item(), make.make_item(kind="MAKE")

    rows = [
        make.make_location(site),
        make.make_item_company(by, bike),
        make.make_item_site(bike, site),
        make.make_bill(bike, [(part, 2)], site=site),
        make.make_routing(bike, [(saw, 4)]),
        make.make_address(make.make_customer(by)),
        make.make_supplier_term(by, make.make_supplier(by), part),
        make.make_price_list(by, [(bike, 1200)]),
        make.make_tax(by),
        make.make_payment_term(),
    ]

    assert len(make.ids(*rows)) == 10
