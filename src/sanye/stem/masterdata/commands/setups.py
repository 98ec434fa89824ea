"""Set-up matrices: rules of changing over, which work centers name."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sanye.contracts.stem.masterdata import SetupMatrixChanged
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.stem.commands import command
from sanye.stem.masterdata.commands.masters import Batch, Children, Master, Put
from sanye.stem.masterdata.commands.putting import put
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import ItemFamily, SetupAttribute, SetupMatrix, SetupRule


def _families_are_known(batch: Batch) -> Iterator[Refusal]:
    """A rule of families names families that there are."""
    named = [
        (rule, column, getattr(rule.instance, column))
        for draft in batch.drafts
        for rule in draft.children.get("rules") or ()
        if rule.instance.attribute == SetupAttribute.FAMILY
        for column in ("from_value", "to_value")
    ]
    codes = {code for _rule, _column, code in named if code}
    known = set(ItemFamily.objects.filter(code__in=codes).values_list("code", flat=True))
    for rule, column, code in named:
        if code and code not in known:
            yield MasterUnknown(
                entity="Item family", key=code, field=f"{rule.where}{column}", row=rule.row
            )


SETUP_RULES = Master(
    "SETUP_RULE",
    SetupRule,
    ("attribute", "from_value", "to_value"),
    parent="setup_matrix",
    not_negative=("minutes",),
)
SETUP_MATRICES = Master(
    "SETUP_MATRIX",
    SetupMatrix,
    ("code",),
    children={"rules": Children(SETUP_RULES)},
    batch_rules=(_families_are_known,),
    created=lambda row: SetupMatrixChanged(setup_matrix_id=row.id, code=row.code),
    changed=lambda row: SetupMatrixChanged(setup_matrix_id=row.id, code=row.code),
)


@command
def put_setup_matrices(
    *, setup_matrices: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change set-up matrices by code; `rules`, where given, replace the rules.

    A rule without `from_value` or `to_value` holds for any other value of its attribute.
    """
    return put(SETUP_MATRICES, setup_matrices, by=by, only=only)
