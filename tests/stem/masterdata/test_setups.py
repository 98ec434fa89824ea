"""Set-up matrices: the rule that says most counts, attributes add up, wrong rules are named."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.kernel.actors import Actor
from sanye.stem.masterdata import commands, queries
from sanye.stem.masterdata.domain.setups import Changeover, Changeovers
from sanye.stem.masterdata.errors import MasterUnknown, Negative
from sanye.stem.masterdata.models import SetupMatrix, SetupRule
from tests.factories import masterdata as make


def rule(attribute: str, before: str, after: str, minutes: int) -> dict[str, Any]:
    return {"attribute": attribute, "from_value": before, "to_value": after, "minutes": minutes}


PAINT = {
    "code": "PAINT",
    "name": "喷涂换型",
    "name_en": "Paint line",
    "rules": [
        rule("COLOR", "", "", 25),
        rule("COLOR", "", "WHITE", 45),
        rule("COLOR", "BLACK", "", 30),
        rule("COLOR", "BLACK", "WHITE", 70),
        rule("FAMILY", "", "", 10),
    ],
}


@pytest.mark.parametrize(
    ("before", "after", "minutes"),
    [
        ("RED", "GREEN", 25),  # any to any
        ("RED", "WHITE", 45),  # any to this
        ("BLACK", "RED", 30),  # this to any
        ("BLACK", "WHITE", 70),  # both named
        ("WHITE", "WHITE", 0),  # the same
    ],
)
def test_the_rule_that_says_most_counts(before: str, after: str, minutes: int) -> None:
    rules = [Changeover(r["attribute"], r["from_value"], r["to_value"], Decimal(r["minutes"]))
             for r in PAINT["rules"]]  # fmt: skip
    found = Changeovers.of(rules)

    one = {"COLOR": before, "FAMILY": "FAN"}

    assert found.between(one, {"COLOR": after, "FAMILY": "FAN"}) == minutes
    assert found.between(one, {"COLOR": after, "FAMILY": "OVEN"}) == minutes + 10


@given(st.sampled_from(["", "A", "B", "C"]), st.integers(0, 500))
def test_what_stays_the_same_takes_time_only_where_a_rule_names_it(
    value: str, minutes: int
) -> None:
    of_any = Changeovers.of([Changeover("COLOR", "", "", Decimal(minutes))])
    named = Changeovers.of([Changeover("COLOR", "A", "A", Decimal(minutes))])

    assert of_any.between({"COLOR": value}, {"COLOR": value}) == 0
    assert named.between({"COLOR": "A"}, {"COLOR": "A"}) == minutes


def test_a_work_center_changes_over_by_its_matrix(by: Actor, at: datetime) -> None:
    commands.put_setup_matrices(setup_matrices=[PAINT], by=by, at=at)
    site = make.make_site(by)
    row = {"site": site.code, "code": "COAT", "name": "Coating", "setup_matrix": "PAINT"}
    coat = commands.put_work_centers(work_centers=[row], by=by, at=at).row
    bare = commands.put_work_centers(
        work_centers=[{"site": site.code, "code": "PACK", "name": "Packing"}], by=by, at=at
    ).row
    black = make.make_item("B", color="BLACK")
    white = make.make_item("W", color="WHITE")

    def minutes(center: Any, first: Any, then: Any) -> Decimal:
        return queries.get_changeover_minutes(
            work_center_id=center.id, from_item_id=first.id, to_item_id=then.id, by=by
        )

    assert minutes(coat, black, white) == 70
    assert minutes(coat, white, black) == 25
    assert minutes(bare, black, white) == 0
    with pytest.raises(MasterUnknown) as unknown:
        queries.get_changeover_minutes(
            work_center_id=coat.id, from_item_id=black.id, to_item_id=uuid4(), by=by
        )
    assert unknown.value.field == "to_item_id"


def test_rules_are_replaced_where_given_and_kept_where_not(by: Actor, at: datetime) -> None:
    commands.put_setup_matrices(setup_matrices=[PAINT], by=by, at=at)

    commands.put_setup_matrices(setup_matrices=[{"code": "PAINT", "name": "Paint"}], by=by, at=at)
    assert SetupRule.objects.count() == 5
    commands.put_setup_matrices(
        setup_matrices=[{"code": "PAINT", "rules": [rule("COLOR", "", "", 5)]}], by=by, at=at
    )

    assert [row.minutes for row in SetupRule.objects.all()] == [5]


def test_a_wrong_rule_is_named_and_nothing_is_written(by: Actor, at: datetime) -> None:
    wrong = PAINT | {"rules": [rule("FAMILY", "NOWHERE", "", 5)]}
    with pytest.raises(MasterUnknown) as unknown:
        commands.put_setup_matrices(setup_matrices=[wrong], by=by, at=at)
    assert unknown.value.field == "rules.0.from_value"

    with pytest.raises(Negative) as negative:
        commands.put_setup_matrices(
            setup_matrices=[PAINT | {"rules": [rule("COLOR", "", "", -1)]}], by=by, at=at
        )
    assert negative.value.field == "rules.0.minutes"

    assert not SetupMatrix.unscoped.exists()
