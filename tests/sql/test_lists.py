"""A list takes as many statements for all its rows as for one."""

import pytest

from tests.sql.conftest import Walked
from tests.sql.counting import more

pytestmark = pytest.mark.django_db

LISTS, WITH_ROWS = 120, 45
"""At least so many lists there are, and so many show two rows or more after the walk."""


def test_a_list_takes_as_many_statements_for_all_rows_as_for_one(walked: Walked) -> None:
    differing = {name: more(listed.one, listed.all) for name, listed in walked.by_rows.items()}
    seen = [name for name, listed in walked.by_rows.items() if listed.rows > 1]

    assert {name: text for name, text in differing.items() if text} == {}
    assert len(differing) >= LISTS
    assert len(seen) >= WITH_ROWS
