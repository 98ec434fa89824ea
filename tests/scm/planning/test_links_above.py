"""Whose lines are behind a supply, by links as they may be stored."""

from sanye.scm.planning.queries.pegging import StoredLinks


def ends(supplies_of: dict[str, list[str]], **lines_of: set[str]) -> dict[str, set[str]]:
    return dict(StoredLinks(supplies_of, lines_of, {}).ends())


def test_lines_are_passed_on_to_all_that_is_below() -> None:
    assert ends({"car": ["body", "door"], "body": ["bolt"], "door": ["bolt"]}, car={"1", "2"}) == {
        name: {"1", "2"} for name in ("car", "body", "door", "bolt")
    }


def test_a_supply_serves_by_every_way_there_is() -> None:
    """Also by one that is longer than the others."""
    found = ends(
        {"car": ["body"], "body": ["frame"], "frame": ["bolt"], "van": ["bolt"]},
        car={"1"},
        van={"2"},
        bolt={"3"},
        nut={"4"},
    )
    assert found["bolt"] == {"1", "2", "3"}
    assert found["frame"] == {"1"}
    assert found["nut"] == {"4"}


def test_who_asks_has_the_lines_for_himself() -> None:
    """No two supplies share a set."""
    found = ends({"car": ["body"]}, car={"1"})
    found["body"].add("2")
    assert found["car"] == {"1"}


def test_links_in_a_ring_end() -> None:
    """A bill turned round while orders of the old one run."""
    assert ends({"a": ["b"], "b": ["a"]}, a={"1"}, b={"2"}) == {"a": {"1", "2"}, "b": {"1", "2"}}
