"""Giving stock another value by hand."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.costing import errors
from sanye.erp.costing.commands.keeping import Balances
from sanye.erp.costing.commands.writing import (
    Cause,
    Draft,
    Place,
    balance_of,
    keep,
    write_valuations,
)
from sanye.erp.costing.domain.averaging import revalue
from sanye.erp.costing.models import Valuation
from sanye.erp.ledger.commands import hold_open_day
from sanye.erp.ledger.queries import get_functional_currency
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import find_item_company, get_item, get_site
from sanye.stem.numbering.commands import draw_number


@command
def revalue_stock(
    *,
    item_id: UUID,
    site_id: UUID,
    unit_cost: Decimal | None = None,
    posting_date: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> Valuation:
    """The stock of an item at a site at another cost per unit; without one, its standard cost.

    Raises NothingToRevalue, CostNegative, ReasonMissing, PeriodClosed, MasterUnknown.
    """
    if not reason.strip():
        raise errors.ReasonMissing(field="reason")
    item, site = get_item(item_id=item_id, by=by), get_site(site_id=site_id, by=by)
    hold_open_day(posting_date, by=by)
    if unit_cost is None:
        company = find_item_company(item_id=item_id, by=by)
        unit_cost = company.standard_cost if company is not None else Decimal(0)
    if unit_cost < 0:
        raise errors.CostNegative(unit_cost=unit_cost, field="unit_cost")
    cause = Cause(
        kind="REVALUATION",
        source_type="revaluation",
        source_id=new_id(),
        source_number=draw_number("RV", at=at),
        document_date=posting_date,
        text=reason,
    )
    balances = Balances(by.company_id)
    draft = Draft(cause=cause, currency=get_functional_currency(by=by), balances=balances)
    row = balances.values.get(item.id, site.id)
    change = revalue(balance_of(row), unit_cost, draft.currency)
    keep(row, change)
    place = Place(item_id=item.id, site_id=site.id)
    draft.add(AccountRole.STOCK, change.amount, place)
    draft.add(AccountRole.INVENTORY_REVALUATION, -change.amount, place)
    if not draft.lines:
        raise errors.NothingToRevalue(item=item.code)
    return write_valuations(drafts=[draft], balances=balances, by=by, at=at)[0]
