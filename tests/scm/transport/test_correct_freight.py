"""Freight turns out otherwise: corrected by people, settled by the carrier's invoice."""

from datetime import date
from decimal import Decimal

import pytest

from sanye.contracts.erp.purchasing import SupplierInvoiceLine, SupplierInvoicePosted
from sanye.kernel.ids import new_id
from sanye.scm.transport import commands, errors, queries
from sanye.scm.transport.models import FreightCharge
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.models import ExchangeRate
from tests.factories.scm import report
from tests.factories.transport import Road

D = Decimal
MONDAY = date(2026, 3, 2)


@pytest.fixture
def shipment(road: Road):
    """Two deliveries, 15 and 30 kg, 45.00 CNY accrued."""
    term = road.term(road.carrier())
    made = road.shipment(road.delivery(10), road.delivery(20), term_id=term.id)
    return road.dispatch(made)


def correct(road: Road, shipment, amount, **options):
    return commands.correct_freight(
        shipment_id=shipment.id,
        amount=D(amount),
        by=road.by,
        at=road.at,
        **{"reason": "toll", **options},
    )


def invoice(road: Road, shipment, net, cleared, rate="1") -> None:
    """The carrier's invoice, as accounting reports it."""
    line = SupplierInvoiceLine(
        invoice_line_id=new_id(),
        purchase_order_line_id=None,
        item_id=None,
        text="freight",
        quantity=D(1),
        unit="",
        net_amount=D(net),
        matched_amount=D(cleared),
        tax_amount=D(0),
        tax_code=None,
        shipment_id=shipment.id,
        cleared_amount=D(cleared),
    )
    fact = SupplierInvoicePosted(
        invoice_id=new_id(),
        number="PI-1",
        supplier_reference="1",
        supplier_id=shipment.carrier_id,
        currency="CNY",
        exchange_rate=D(rate),
        rate_date=MONDAY,
        posting_date=MONDAY,
        due_date=MONDAY,
        net_amount=D(net),
        tax_amount=D(0),
        gross_amount=D(net),
        lines=(line,),
        taxes=(),
    )
    report(fact, by=road.by, at=road.at)
    road.settle()


def accrued() -> list[Decimal]:
    rows = EventRow.objects.filter(type="sanye.scm.freight.accrued.v1").order_by("position")
    return [D(row.data["amount"]) for row in rows]


def test_a_correction_accrues_the_difference(road: Road, shipment, problems) -> None:
    assert correct(road, shipment, "54.10").freight_cost == D("54.10")
    assert correct(road, shipment, "50.00").freight_cost == D("50.00")

    assert accrued() == [D("45.00"), D("9.10"), D("-4.10")]
    shares = {row.delivery_number: row.amount for row in _deliveries(road)}
    assert shares == {"DN-1": D("16.66"), "DN-2": D("33.34")}
    assert problems() == []


def _deliveries(road: Road):
    return queries.list_delivery_freight(by=road.by)


def test_nothing_owed_takes_all_back(road: Road, shipment, problems) -> None:
    assert correct(road, shipment, "0").freight_cost == 0

    assert accrued() == [D("45.00"), D("-45.00")]
    assert {row.amount for row in _deliveries(road)} == {D(0)}
    assert problems() == []


def test_the_same_amount_changes_nothing(road: Road, shipment) -> None:
    correct(road, shipment, "45.00")

    assert accrued() == [D("45.00")]


def test_a_foreign_amount_counts_at_the_days_rate(road: Road, shipment) -> None:
    ExchangeRate.objects.create(
        from_currency="EUR", to_currency="CNY", rate_date=MONDAY, rate=D("7.7")
    )

    assert correct(road, shipment, "10.00", currency="EUR").freight_cost == D("77.00")

    assert accrued()[-1] == D("32.00")


def test_the_invoices_difference_is_borne_but_not_accrued(road: Road, shipment, problems) -> None:
    invoice(road, shipment, "48.00", "45.00")

    shipment.refresh_from_db()
    assert (shipment.freight_cost, shipment.is_invoiced) == (D("48.00"), True)
    assert accrued() == [D("45.00")]
    assert FreightCharge.unscoped.get(kind="INVOICED").reason == "PI-1"
    with pytest.raises(errors.FreightInvoiced):
        correct(road, shipment, "50.00")
    assert problems() == []


def test_sums_what_each_customer_costs(road: Road) -> None:
    term = road.term(road.carrier())
    often, once = road.customer(), road.customer()
    first = road.shipment(road.delivery(10, often), road.delivery(20, once), term_id=term.id)
    second = road.shipment(road.delivery(4, often), term_id=term.id)
    road.dispatch(first)
    road.dispatch(second)
    invoice(road, second, "7.00", "6.00")

    found = queries.list_customer_freight(by=road.by)

    assert {row.customer_id: (row.amount, row.delivery_count) for row in found} == {
        often[0].id: (D("22.00"), 2),
        once[0].id: (D("30.00"), 1),
    }
    assert queries.list_customer_freight(to_date=date(2026, 3, 1), by=road.by) == []


def test_refuses_what_cannot_be_owed(road: Road, shipment) -> None:
    planned = road.shipment(road.delivery())
    own = road.dispatch(road.shipment(road.delivery()))

    with pytest.raises(errors.NotDispatched):
        correct(road, planned, "1.00")
    with pytest.raises(errors.CarrierMissing):
        correct(road, own, "1.00")
    with pytest.raises(errors.ReasonMissing):
        correct(road, shipment, "1.00", reason=" ")
    for amount in ("-1", "1.001", "NaN"):
        with pytest.raises(errors.AmountInvalid):
            correct(road, shipment, amount)

    assert accrued() == [D("45.00")]
    assert FreightCharge.unscoped.count() == 1
