"""While masters are changed, documents that name them are written."""

from datetime import datetime

import pytest
from django.db import transaction

from sanye.kernel.actors import Actor
from sanye.stem.masterdata import commands
from sanye.stem.masterdata.models import Item
from tests.factories.masterdata import make_item
from tests.stem.events.conftest import other_connection


@pytest.mark.django_db(transaction=True)
def test_no_document_waits_for_an_import_of_items(by: Actor, at: datetime) -> None:
    item = make_item()

    with transaction.atomic():
        commands.put_items(items=[{"code": item.code, "name": "Renamed"}], by=by, at=at)
        with other_connection() as session:  # as a foreign key of a new line asks
            found = session.execute(
                "SELECT name FROM stem_item WHERE id = %s FOR KEY SHARE NOWAIT", [item.id]
            ).fetchone()

    assert found == (item.name,)
    assert Item.objects.get(id=item.id).name == "Renamed"
