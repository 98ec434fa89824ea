"""Opportunities: from a first sign of interest to an answer."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from sanye.crm.pipeline import commands
from sanye.crm.pipeline.commands import ExpectedLine
from sanye.crm.pipeline.domain.stages import PROBABILITY, STEPS, LostReason, Stage
from sanye.crm.pipeline.errors import (
    OpportunityClosed,
    OpportunityUnknown,
    ProbabilityOutOfRange,
    QuantityNotPositive,
)
from sanye.crm.pipeline.models import Opportunity, OpportunityLine
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.stem.events.models import EventRow
from tests.factories.crm import Market, make_market

CLOSE = date(2026, 6, 30)


@pytest.fixture
def market(by: Actor) -> Market:
    return make_market(by)


def open_one(market: Market, by: Actor, at: datetime, **given: Any) -> Opportunity:
    lines = [ExpectedLine(item_id=market.item.id, quantity=Decimal(5))]
    return commands.open_opportunity(
        customer_id=market.customer.id,
        **{"title": "new line", "expected_close_date": CLOSE, "lines": lines, **given},
        by=by,
        at=at,
    )


def told(kind: str) -> list[dict[str, Any]]:
    rows = EventRow.objects.filter(
        type=f"sanye.crm.opportunity.{kind}.v1",
        key__in=Opportunity.unscoped.values("id"),
    )
    return [row.data for row in rows.order_by("position")]


def test_opens_with_the_stages_probability_and_tells(
    market: Market, by: Actor, at: datetime
) -> None:
    opened = open_one(market, by, at)

    (data,) = told("opened")
    assert (opened.stage, opened.probability_ratio) == ("LEAD", Decimal("0.1"))
    assert (data["number"], Decimal(data["lines"][0]["quantity"])) == (opened.number, 5)


def test_moves_both_ways_and_changes_its_lines(market: Market, by: Actor, at: datetime) -> None:
    opened = open_one(market, by, at)
    key: dict[str, Any] = {"opportunity_id": opened.id, "by": by, "at": at}
    line = ExpectedLine(item_id=market.item.id, quantity=Decimal(9))

    commands.move_opportunity(stage=Stage.NEGOTIATED, **key)
    moved = commands.move_opportunity(
        stage=Stage.QUALIFIED, probability_ratio=Decimal("0.45"), lines=[line], **key
    )

    assert (moved.stage, moved.probability_ratio) == ("QUALIFIED", Decimal("0.45"))
    assert OpportunityLine.unscoped.get().quantity == 9
    assert [row["to_stage"] for row in told("moved")] == ["NEGOTIATED", "QUALIFIED"]


def test_is_won_or_lost_once(market: Market, by: Actor, at: datetime) -> None:
    won, lost = open_one(market, by, at), open_one(market, by, at)
    key: dict[str, Any] = {"by": by, "at": at}

    commands.win_opportunity(opportunity_id=won.id, **key)
    commands.lose_opportunity(opportunity_id=lost.id, reason=LostReason.PRICE, **key)

    assert (told("won")[0]["number"], told("lost")[0]["reason_code"]) == (won.number, "PRICE")
    with pytest.raises(OpportunityClosed):
        commands.lose_opportunity(opportunity_id=won.id, reason=LostReason.OTHER, **key)
    with pytest.raises(OpportunityClosed):
        commands.move_opportunity(opportunity_id=lost.id, stage=Stage.LEAD, **key)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"probability_ratio": Decimal("1.1")}, ProbabilityOutOfRange),
        ({"probability_ratio": Decimal("-0.1")}, ProbabilityOutOfRange),
    ],
)
def test_refuses_bad_input_and_writes_nothing(
    market: Market, by: Actor, at: datetime, given: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        open_one(market, by, at, **given)
    nothing = ExpectedLine(item_id=market.item.id, quantity=Decimal(0))
    with pytest.raises(QuantityNotPositive) as caught:
        open_one(market, by, at, lines=[nothing])

    assert (caught.value.field, caught.value.row) == ("quantity", 1)
    assert not Opportunity.unscoped.exists()
    assert not EventRow.objects.filter(company_id=by.company_id).exists()


def test_another_companys_opportunity_does_not_exist(
    market: Market, by: Actor, other_by: Actor, at: datetime
) -> None:
    opened = open_one(market, by, at)

    with pytest.raises(OpportunityUnknown):
        commands.win_opportunity(opportunity_id=opened.id, by=other_by, at=at)


def test_the_database_keeps_stages_too(market: Market, by: Actor, at: datetime) -> None:
    opened = open_one(market, by, at)
    commands.win_opportunity(opportunity_id=opened.id, by=by, at=at)
    rows = Opportunity.unscoped.filter(id=opened.id)

    with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
        rows.update(stage="LEAD")
    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity.unscoped.filter(id=open_one(market, by, at).id).update(stage="LOST")


def test_every_open_stage_leads_to_an_end() -> None:
    assert all({Stage.WON, Stage.LOST} <= targets for targets in STEPS.values())
    assert set(PROBABILITY) == set(Stage)
