"""Any master by its id."""

from typing import Any
from uuid import UUID

from django.db import models

from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import Party


@query
def get_master(*, entity: str, model: type[models.Model], row_id: UUID, by: Actor) -> Any:
    """The row, archived or not, if the actor may see it. Raises MasterUnknown."""
    rows = model.objects.filter(pk=row_id)  # type: ignore[attr-defined]
    if by.party_ids is not None and model is Party:
        rows = rows.filter(pk__in=by.party_ids)
    found = rows.first()
    if found is None:
        raise MasterUnknown(entity=entity, key=row_id)
    return found
