"""The company's failure codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sanye.erp.quality.domain.codes import STANDARD_CODES
from sanye.erp.quality.errors import DefectCodeMissing, DefectCodeUnknown
from sanye.erp.quality.models import DefectCode
from sanye.kernel.actors import Actor
from sanye.stem.commands import command


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """A failure code with its names; `is_archived` takes it out of use."""

    code: str
    name: str
    name_zh: str = ""
    is_archived: bool = False


@command
def put_defect_codes(*, codes: Sequence[CodeRow], by: Actor, at: datetime) -> list[DefectCode]:
    """Make the codes that are new, change those that are known. Raises DefectCodeMissing."""
    for row, wanted in enumerate(codes, start=1):
        if not wanted.code.strip() or not wanted.name.strip():
            raise DefectCodeMissing(field="code", row=row)
    latest = {wanted.code.strip(): wanted for wanted in codes}
    DefectCode.objects.bulk_create(
        [
            DefectCode(
                company_id=by.company_id,
                code=code,
                name=wanted.name,
                name_zh=wanted.name_zh,
                archived_at=at if wanted.is_archived else None,
            )
            for code, wanted in latest.items()
        ],
        update_conflicts=True,
        unique_fields=["company", "code"],
        update_fields=["name", "name_zh", "archived_at"],
    )
    return list(DefectCode.objects.filter(code__in=latest).order_by("code"))


def check_code(code: str, *, by: Actor, at: datetime) -> None:
    """Raise DefectCodeUnknown unless the code is in use; a company without codes gets the
    standard list first."""
    if DefectCode.objects.filter(code=code, archived_at__isnull=True).exists():
        return
    if not DefectCode.objects.exists():
        standard = [CodeRow(code=row[0], name=row[1], name_zh=row[2]) for row in STANDARD_CODES]
        if code in {row.code for row in put_defect_codes(codes=standard, by=by, at=at)}:
            return
    raise DefectCodeUnknown(defect_code=code, field="defect_code")
