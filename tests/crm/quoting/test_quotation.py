from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from sanye.crm.pipeline import commands as pipeline
from sanye.crm.pipeline.models import Opportunity
from sanye.crm.quoting import commands
from sanye.crm.quoting.commands import LineAsked
from sanye.crm.quoting.domain.states import DeclineReason, LineKind
from sanye.crm.quoting.errors import (
    ApprovalNeeded,
    DateInThePast,
    DiscountOutOfRange,
    LinesMissing,
    LineUnknown,
    OwnApproval,
    QuotationExpired,
)
from sanye.crm.quoting.models import Quotation, QuotationVersion
from sanye.crm.quoting.queries import compare_versions
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.kernel.ports import LeafOff, wire, wired
from sanye.kernel.states import StepNotAllowed
from sanye.stem.events.models import EventRow
from tests.factories.crm import Market, make_market
from tests.factories.masterdata import make_item

DUE = date(2026, 4, 1)


@pytest.fixture
def market(by: Actor) -> Market:
    return make_market(by)


@pytest.fixture
def draft(market: Market, by: Actor, at: datetime) -> Callable[..., Quotation]:
    """A quotation of ten pieces at 100, unless said otherwise."""

    def make(**given: Any) -> Quotation:
        lines = given.pop("lines", [line(market)])
        return commands.draft_quotation(
            customer_id=market.customer.id, lines=lines, **given, by=by, at=at
        )

    return make


def line(market: Market, **given: Any) -> LineAsked:
    return LineAsked(
        **{
            "item_id": market.item.id,
            "quantity": Decimal(10),
            "requested_date": DUE,
            **given,
        }
    )


def version_of(quotation: Quotation) -> QuotationVersion:
    found: QuotationVersion = QuotationVersion.unscoped.get(
        quotation=quotation, version=quotation.latest_version
    )
    return found


def types_of(quotation_id: UUID) -> list[str]:
    rows = EventRow.objects.filter(key=quotation_id).order_by("position")
    return [row.type.split(".")[3] for row in rows]


def test_a_draft_takes_the_customers_price_terms_and_tax(draft: Callable[..., Quotation]) -> None:
    version = version_of(draft())

    assert (version.net_amount, version.tax_amount, version.gross_amount) == (1000, 130, 1130)
    assert version.margin_ratio == Decimal("0.4")
    assert version.valid_until_date == date(2026, 4, 1)
    only = version.lines.model.unscoped.get(version=version)
    assert (only.price_source, only.unit_price, only.tax_codes) == ("PRICE_LIST", 100, ["VAT13"])


def test_an_accepted_quotation_tells_everything_an_order_needs(
    draft: Callable[..., Quotation], market: Market, by: Actor, at: datetime
) -> None:
    quotation = draft(order_discount_ratio=Decimal("0.1"))

    commands.send_quotation(quotation_id=quotation.id, by=by, at=at)
    commands.accept_quotation(quotation_id=quotation.id, customer_reference="P-77", by=by, at=at)

    assert types_of(quotation.id) == ["sent", "accepted"]
    data = EventRow.objects.get(key=quotation.id, type__contains="accepted").data
    assert data["customer_reference"] == "P-77"
    assert data["site_id"] == str(market.site.id)
    assert [Decimal(row["quantity"]) for row in data["lines"]] == [10]
    assert version_of(quotation).net_amount == 900


def test_accepting_wins_the_opportunity(
    draft: Callable[..., Quotation], market: Market, by: Actor, at: datetime
) -> None:
    opportunity = pipeline.open_opportunity(
        customer_id=market.customer.id,
        title="Ten of them",
        expected_close_date=DUE,
        lines=[pipeline.ExpectedLine(item_id=market.item.id, quantity=Decimal(10))],
        by=by,
        at=at,
    )
    quotation = draft(opportunity_id=opportunity.id)

    commands.send_quotation(quotation_id=quotation.id, by=by, at=at)
    commands.accept_quotation(quotation_id=quotation.id, by=by, at=at)

    assert Opportunity.unscoped.get(id=opportunity.id).stage == "WON"
    assert types_of(opportunity.id) == ["opened", "won"]


def test_a_revision_supersedes_and_both_stand_side_by_side(
    draft: Callable[..., Quotation], market: Market, by: Actor, at: datetime
) -> None:
    quotation = draft()

    commands.revise_quotation(
        quotation_id=quotation.id, lines=[line(market, quantity=Decimal(12))], by=by, at=at
    )

    versions = QuotationVersion.unscoped.filter(quotation=quotation).order_by("version")
    assert [version.status for version in versions] == ["SUPERSEDED", "DRAFT"]
    difference = compare_versions(quotation_id=quotation.id, older=1, newer=2, by=by)
    assert difference.net_amount_change == 200
    assert difference.lines[0].changed == {"quantity": (10, 12)}


def test_optional_lines_count_when_chosen(
    draft: Callable[..., Quotation], market: Market, by: Actor, at: datetime
) -> None:
    quotation = draft(
        lines=[line(market), line(market, quantity=Decimal(1), kind=LineKind.OPTIONAL)]
    )
    commands.send_quotation(quotation_id=quotation.id, by=by, at=at)
    assert version_of(quotation).net_amount == 1000

    with pytest.raises(LineUnknown):
        commands.accept_quotation(quotation_id=quotation.id, chosen_lines=[1], by=by, at=at)
    commands.accept_quotation(quotation_id=quotation.id, chosen_lines=[2], by=by, at=at)

    assert version_of(quotation).net_amount == 1100
    data = EventRow.objects.get(key=quotation.id, type__contains="accepted").data
    assert len(data["lines"]) == 2


def test_a_discount_beyond_the_policy_needs_somebody_else(
    draft: Callable[..., Quotation], market: Market, by: Actor, at: datetime
) -> None:
    quotation = draft(lines=[line(market, discount_ratio=Decimal("0.2"))])

    with pytest.raises(ApprovalNeeded) as refused:
        commands.send_quotation(quotation_id=quotation.id, by=by, at=at)
    assert refused.value.data["reason"] == "DISCOUNT"

    commands.ask_approval(quotation_id=quotation.id, by=by, at=at)
    QuotationVersion.unscoped.filter(quotation=quotation).update(approval_asked_by_id=new_id())
    commands.approve_quotation(quotation_id=quotation.id, by=by, at=at)
    commands.send_quotation(quotation_id=quotation.id, by=by, at=at)
    assert version_of(quotation).status == "SENT"


def test_nobody_approves_what_he_asked_for(
    draft: Callable[..., Quotation], by: Actor, at: datetime
) -> None:
    from tests.factories.erp_purchasing import make_user

    seller = make_user("seller")
    as_seller = Actor(
        user_id=seller.id,
        company_id=by.company_id,
        name="seller",
        permissions=frozenset({"*"}),
    )
    quotation = draft()
    commands.ask_approval(quotation_id=quotation.id, by=as_seller, at=at)

    with pytest.raises(OwnApproval):
        commands.approve_quotation(quotation_id=quotation.id, by=as_seller, at=at)
    assert version_of(quotation).status == "AWAITING_APPROVAL"


def test_what_expired_is_not_accepted(
    draft: Callable[..., Quotation], by: Actor, at: datetime
) -> None:
    quotation = draft(valid_until_date=at.date() + timedelta(days=3))
    commands.send_quotation(quotation_id=quotation.id, by=by, at=at)

    with pytest.raises(QuotationExpired):
        commands.accept_quotation(quotation_id=quotation.id, by=by, at=at + timedelta(days=5))

    assert version_of(quotation).status == "SENT"
    assert types_of(quotation.id) == ["sent"]


def test_a_draft_cannot_be_accepted(
    draft: Callable[..., Quotation], by: Actor, at: datetime
) -> None:
    quotation = draft()

    with pytest.raises(StepNotAllowed):
        commands.accept_quotation(quotation_id=quotation.id, by=by, at=at)

    assert types_of(quotation.id) == []


def test_declining_says_why(draft: Callable[..., Quotation], by: Actor, at: datetime) -> None:
    quotation = draft()
    commands.send_quotation(quotation_id=quotation.id, by=by, at=at)

    commands.decline_quotation(
        quotation_id=quotation.id, reason=DeclineReason.DELIVERY_DATE, by=by, at=at
    )

    assert version_of(quotation).decline_reason == "DELIVERY_DATE"
    assert types_of(quotation.id) == ["sent", "declined"]


@pytest.mark.parametrize(
    ("given", "refusal", "row"),
    [
        ({"quantity": Decimal(0)}, "not_positive", 1),
        ({"quantity": Decimal(-1)}, "not_positive", 1),
        ({"unit": "KGM"}, "convertible", 1),
        ({"item_id": new_id()}, "item_unknown", 1),
        ({"discount_ratio": Decimal("1.5")}, "discount_out_of_range", 1),
        ({"unit_price": Decimal(-5)}, "price_negative", 1),
        ({"requested_date": date(2020, 1, 1)}, "date_in_the_past", 1),
        ({"tax_codes": ("NONE",)}, "tax_unknown", 1),
    ],
)
def test_bad_lines_are_refused_with_their_row_and_nothing_is_written(
    draft: Callable[..., Quotation],
    market: Market,
    given: dict[str, Any],
    refusal: str,
    row: int,
) -> None:
    with pytest.raises(Refusal) as refused:
        draft(lines=[line(market, **given)])

    assert refusal in refused.value.code
    assert refused.value.row == row
    assert refused.value.text("zh") != refused.value.text("en")
    assert not Quotation.unscoped.exists()


def test_bad_headers_are_refused(draft: Callable[..., Quotation], at: datetime) -> None:
    with pytest.raises(LinesMissing):
        draft(lines=[])
    with pytest.raises(DiscountOutOfRange):
        draft(order_discount_ratio=Decimal(2))
    with pytest.raises(DateInThePast):
        draft(valid_until_date=at.date() - timedelta(days=1))

    assert not Quotation.unscoped.exists()


def test_another_companys_quotation_does_not_exist(
    draft: Callable[..., Quotation], at: datetime
) -> None:
    from sanye.crm.quoting.errors import QuotationUnknown

    quotation = draft()
    stranger = Actor(
        user_id=None, company_id=new_id(), name="stranger", permissions=frozenset({"*"})
    )

    with pytest.raises(QuotationUnknown):
        commands.send_quotation(quotation_id=quotation.id, by=stranger, at=at)


def test_without_planning_an_estimate_is_refused_clearly(
    draft: Callable[..., Quotation], by: Actor, at: datetime
) -> None:
    quotation = draft()
    before = wired()
    wire({})
    try:
        with pytest.raises(LeafOff) as refused:
            commands.estimate_quotation(quotation_id=quotation.id, by=by, at=at)
    finally:
        wire(before)

    assert refused.value.data["leaf"] == "scm"


def test_a_service_is_estimated_for_the_day_it_is_wanted(
    draft: Callable[..., Quotation], market: Market, by: Actor, at: datetime
) -> None:
    service = make_item(kind="SERVICE", unit="HUR")
    hours = line(market, item_id=service.id, unit_price=Decimal(80))
    mixed, alone = draft(lines=[line(market), hours]), draft(lines=[hours])

    for quotation in (mixed, alone):
        commands.estimate_quotation(quotation_id=quotation.id, by=by, at=at)

    dates = [
        row.estimated_date
        for quotation in (mixed, alone)
        for row in version_of(quotation)
        .lines.model.unscoped.filter(version=version_of(quotation))
        .order_by("line_number")
    ]
    assert dates == [None, DUE, DUE]
