"""Set-up matrices, and how long a changeover takes."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.masterdata.domain.setups import Changeover, Changeovers, Look
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import Item, SetupAttribute, SetupMatrix, SetupRule
from sanye.stem.masterdata.queries.places import get_work_center


@query
def list_setup_matrices(*, by: Actor) -> QuerySet[SetupMatrix]:
    """Set-up matrices in use."""
    return SetupMatrix.objects.filter(archived_at__isnull=True)


@query
def get_changeovers(*, setup_matrix_ids: Collection[UUID], by: Actor) -> dict[UUID, Changeovers]:
    """The rules of each matrix, in one read."""
    visible = SetupMatrix.objects.filter(id__in=setup_matrix_ids).values("id")
    rules: dict[UUID, list[Changeover]] = {key: [] for key in setup_matrix_ids}
    for row in SetupRule.objects.filter(setup_matrix_id__in=visible):
        rules[row.setup_matrix_id].append(
            Changeover(row.attribute, row.from_value, row.to_value, row.minutes)
        )
    return {key: Changeovers.of(found) for key, found in rules.items()}


@query
def get_looks(*, item_ids: Collection[UUID], by: Actor) -> dict[UUID, Look]:
    """What of each item a set-up may depend on, in one read."""
    rows = Item.objects.filter(id__in=item_ids)
    return {
        item_id: {
            SetupAttribute.FAMILY: family or "",
            SetupAttribute.COLOR: color,
            SetupAttribute.SIZE: size,
        }
        for item_id, family, color, size in rows.values_list("id", "family__code", "color", "size")
    }


@query
def get_changeover_minutes(
    *, work_center_id: UUID, from_item_id: UUID, to_item_id: UUID, by: Actor
) -> Decimal:
    """Minutes to change a work center over from one item to another; 0 without a matrix.

    Raises MasterUnknown.
    """
    center = get_work_center(work_center_id=work_center_id, by=by)
    looks = get_looks(item_ids=[from_item_id, to_item_id], by=by)
    for item_id, name in ((from_item_id, "from_item_id"), (to_item_id, "to_item_id")):
        if item_id not in looks:
            raise MasterUnknown(entity="Item", key=item_id, field=name)
    if center.setup_matrix_id is None:
        return Decimal(0)
    found = get_changeovers(setup_matrix_ids=[center.setup_matrix_id], by=by)
    return found[center.setup_matrix_id].between(looks[from_item_id], looks[to_item_id])
