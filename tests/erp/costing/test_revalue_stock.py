from datetime import date
from decimal import Decimal

import pytest

from sanye.erp.costing import commands, errors, queries
from sanye.erp.costing.models import Valuation
from sanye.kernel.ids import new_id
from sanye.stem.masterdata.errors import MasterUnknown
from tests.erp.costing.conftest import DAY
from tests.factories.masterdata import make_item_company

D = Decimal


@pytest.fixture
def revalue(by, at, item, site, run_cursors):
    def run(unit_cost=None, *, reason="market fell", of=None):
        valuation = commands.revalue_stock(
            item_id=of or item.id,
            site_id=site.id,
            unit_cost=None if unit_cost is None else D(unit_cost),
            posting_date=DAY,
            reason=reason,
            by=by,
            at=at,
        )
        run_cursors("erp.ledger.posting")
        return valuation

    return run


def test_gives_the_stock_another_value(by, move, revalue, value, books, item, site):
    move("OPENING", 10, "3.00")

    valuation = revalue("2.50")

    assert value() == (D(10), D("25.00"))
    assert (books("STOCK"), books("INVENTORY_REVALUATION")) == (D("25.00"), D("5.00"))
    assert valuation.text == "market fell"
    assert queries.get_item_value(item_id=item.id, site_id=site.id, by=by) == (D(10), D(25))


def test_takes_the_standard_cost_when_none_is_given(by, move, revalue, value, item):
    row = make_item_company(by, item, cost_method="STANDARD", standard_cost=D("3"))
    move("OPENING", 10)
    type(row).unscoped.filter(id=row.id).update(standard_cost=D("4"))

    revalue()

    assert value() == (D(10), D("40.00"))


@pytest.mark.parametrize(
    ("unit_cost", "reason", "refused"),
    [
        ("-1", "x", errors.CostNegative),
        ("1", " ", errors.ReasonMissing),
        ("3.00", "x", errors.NothingToRevalue),
    ],
)
def test_refuses(move, revalue, value, unit_cost, reason, refused):
    move("OPENING", 10, "3.00")

    with pytest.raises(refused):
        revalue(unit_cost, reason=reason)

    assert value() == (D(10), D("30.00"))
    assert not Valuation.unscoped.filter(kind="REVALUATION").exists()


def test_refuses_an_unknown_item(revalue):
    with pytest.raises(MasterUnknown):
        revalue("1", of=new_id())


def test_a_back_dated_movement_is_posted_on_the_first_open_day(by, at, move, books):
    from sanye.erp.ledger.commands import close_period, open_books, open_fiscal_year
    from sanye.erp.ledger.models import JournalEntry

    open_books(by=by, at=at)
    open_fiscal_year(day=DAY, by=by, at=at)
    for code in ("2026-01", "2026-02"):
        close_period(code=code, by=by, at=at)

    move("OPENING", 10, "3.00", day=date(2026, 2, 27))

    valuation, entry = Valuation.unscoped.get(), JournalEntry.unscoped.get()
    assert (valuation.document_date, valuation.posting_date) == (
        date(2026, 2, 27),
        date(2026, 3, 1),
    )
    assert (entry.document_date, entry.posting_date) == (date(2026, 2, 27), date(2026, 3, 1))
