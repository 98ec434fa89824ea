"""Ten pieces at 100 that cost 60; what one costs after it is sold comes from the books."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sanye.contracts.erp.ports import ItemServiceCost, ServiceCostAnswer
from sanye.crm.quoting import commands, queries
from sanye.crm.quoting.domain.approval import reason_for_approval
from sanye.crm.quoting.errors import ApprovalNeeded, DiscountOutOfRange
from sanye.kernel.ports import wire, wired
from tests.factories.crm import Market, make_market

PORT = "erp.costing.service_cost_of_items"


@pytest.fixture
def market(by: Any) -> Market:
    return make_market(by)


@pytest.fixture
def erp(market: Market) -> Iterator[Callable[[Any], None]]:
    """`erp(20)`: a sold piece costs 20 afterwards; `erp(None)`: nothing was sold yet."""
    before = wired()

    def answers(cost: Any) -> None:
        known = () if cost is None else (_item(market, Decimal(cost)),)
        answer = ServiceCostAnswer(currency="CNY", items=known)
        wire({**before, PORT: lambda _: answer})

    yield answers
    wire(before)


def _item(market: Market, cost: Decimal) -> ItemServiceCost:
    return ItemServiceCost(
        item_id=market.item.id,
        unit_service_cost=cost,
        unit=market.item.unit,
        shipped_quantity=Decimal(50),
        window_days=365,
    )


@pytest.fixture
def draft(market: Market, by: Any, at: Any) -> Callable[..., Any]:
    def make() -> Any:
        line = commands.LineAsked(
            item_id=market.item.id, quantity=Decimal(10), requested_date=date(2026, 4, 1)
        )
        quotation = commands.draft_quotation(
            customer_id=market.customer.id, lines=[line], by=by, at=at
        )
        return queries.get_quotation_margin(quotation_id=quotation.id, by=by)

    return make


def test_the_next_quotation_shows_what_sold_goods_cost(erp, draft):
    erp(20)

    version = draft()

    assert version.margin_ratio == Decimal("0.4")
    assert version.margin_after_service_ratio == Decimal("0.2")
    (line,) = version.lines.all()
    assert (line.unit_cost, line.unit_service_cost) == (60, 20)


@pytest.mark.parametrize("off", [True, False])
def test_what_nobody_knows_is_shown_as_unknown(erp, draft, off):
    if off:
        wire({name: answer for name, answer in wired().items() if name != PORT})
    else:
        erp(None)

    version = draft()

    assert version.margin_ratio == Decimal("0.4")
    assert version.margin_after_service_ratio is None
    assert [line.unit_service_cost for line in version.lines.all()] == [None]


def test_a_revision_asks_again(erp, draft, market, by, at):
    erp(20)
    quotation = draft().quotation
    erp(30)

    line = commands.LineAsked(
        item_id=market.item.id, quantity=Decimal(10), requested_date=date(2026, 4, 1)
    )
    commands.revise_quotation(quotation_id=quotation.id, lines=[line], by=by, at=at)

    version = queries.get_quotation_margin(quotation_id=quotation.id, by=by)
    assert version.margin_after_service_ratio == Decimal("0.1")


def policy(by, at, ratio):
    commands.set_quoting_policy(
        maximum_discount_ratio=Decimal("0.15"),
        minimum_margin_ratio=Decimal("0.05"),
        minimum_margin_after_service_ratio=ratio,
        valid_days=30,
        by=by,
        at=at,
    )


def test_the_policy_may_ask_for_approval(erp, draft, by, at):
    policy(by, at, Decimal("0.25"))
    erp(20)
    quotation = draft().quotation

    with pytest.raises(ApprovalNeeded) as caught:
        commands.send_quotation(quotation_id=quotation.id, by=by, at=at)

    assert caught.value.data["reason"] == "SERVICE_MARGIN"
    version = queries.get_quotation_margin(quotation_id=quotation.id, by=by)
    assert version.status == "DRAFT"


def test_the_policy_refuses_a_ratio_beyond_one(by, at):
    with pytest.raises(DiscountOutOfRange):
        policy(by, at, Decimal("1.2"))


@pytest.mark.parametrize(
    ("after", "least", "reason"),
    [("0.2", "0.25", "SERVICE_MARGIN"), ("0.25", "0.25", None), (None, "0.25", None)],
)
def test_an_unknown_margin_passes(after, least, reason):
    found = reason_for_approval(
        discount=Decimal(0),
        margin=Decimal("0.4"),
        maximum_discount=Decimal("0.15"),
        minimum_margin=Decimal("0.05"),
        margin_after_service=after and Decimal(after),
        minimum_margin_after_service=Decimal(least),
    )

    assert found == reason
