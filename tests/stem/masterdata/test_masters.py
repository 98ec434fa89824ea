"""What is declared of a master, and the rows that are made of it."""

import pytest

from sanye.kernel.ids import new_id
from sanye.stem.exchange.kinds import KINDS, Kind
from sanye.stem.masterdata.commands.masters import Master

KINDS_OF_MASTERS = [kind.master for kind in KINDS.values() if isinstance(kind, Kind)]
CHILDREN = [below.master for master in KINDS_OF_MASTERS for below in master.children.values()]
MASTERS = {master.entity: master for master in (*KINDS_OF_MASTERS, *CHILDREN)}


@pytest.mark.parametrize("master", MASTERS.values(), ids=MASTERS.keys())
def test_a_new_row_is_as_django_makes_it_and_shares_nothing(master: Master) -> None:
    key = tuple(new_id() if name in master.references else "7" for name in master.key)
    row, other = master.new_row(key), master.new_row(key)
    same = master.model(**dict(zip(master.attributes, key, strict=True)))
    for column in master.model._meta.concrete_fields:
        if column.name not in {"id", "created_at"}:
            assert getattr(row, column.attname) == getattr(same, column.attname)
        if isinstance(getattr(row, column.attname), list):
            assert getattr(row, column.attname) is not getattr(other, column.attname)
    assert row.pk != other.pk
    assert row._state.adding
