"""`sanye verify` finds what is broken and is content with what is not."""

from datetime import timedelta

import pytest
from django.db import connection

from sanye.kernel.checks import all_checks
from sanye.stem.events.advancing import ensure_cursors
from sanye.stem.events.cursors import registered_cursors
from tests.factories.scm import report
from tests.factories.suppliers import imported, inspected, moment
from tests.scm.suppliers.conftest import TODAY, Market


@pytest.fixture
def judged(by, log_db, drain):
    """Orders received, rejected, overdue, and one from before."""

    def settle(at):
        ours = [c for name, c in registered_cursors.items() if name.startswith("scm.")]
        ensure_cursors([by.company_id], ours, done="1:1:")
        drain(*ours, company_id=by.company_id, at=at)

    market = Market(by, settle)
    market.delivered(4, late=1)
    order = market.order(TODAY - timedelta(days=14), TODAY)
    receipt_line_id = order.receive(TODAY, 60)
    before = imported(
        market.supplier,
        market.item,
        market.site,
        ordered=TODAY - timedelta(days=60),
        due=TODAY - timedelta(days=40),
        received=TODAY - timedelta(days=41),
    )
    report(inspected(order, receipt_line_id, 5, TODAY), before, by=by, at=moment(TODAY))
    market.judge(TODAY + timedelta(days=2))
    return market


def outcomes(company_id):
    return {
        name: check(company_id)
        for name, check in all_checks.items()
        if name.startswith("scm.suppliers.")
    }


@pytest.mark.django_db(transaction=True)
def test_a_judged_company_is_clean(judged, by):
    found = outcomes(by.company_id)

    assert {name: one.problems for name, one in found.items() if one.problems} == {}
    assert {name.rsplit(".", 1)[1]: one.checked for name, one in found.items()} == {
        "receipts_are_what_was_told": 6,
        "lines_are_sums_of_receipts": 6,
        "scores_count_their_lines": 1,
        "alerts_have_a_cause": 3,
    }


@pytest.mark.django_db(transaction=True)
def test_what_was_tampered_with_is_found(judged, by):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scm_supplier_receipt SET quantity = quantity + 1")
        cursor.execute("UPDATE scm_supplier_line SET counted_date = NULL")
        cursor.execute("UPDATE scm_supplier_line SET open_quantity = 0")

    assert {
        name.rsplit(".", 1)[1] for name, one in outcomes(by.company_id).items() if one.problems
    } == {
        "receipts_are_what_was_told",
        "lines_are_sums_of_receipts",
        "scores_count_their_lines",
        "alerts_have_a_cause",
    }
