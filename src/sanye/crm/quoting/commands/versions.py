"""Finding and locking the version a command is about."""

from uuid import UUID

from sanye.crm.quoting.domain.states import STEPS, QuotationStatus
from sanye.crm.quoting.errors import QuotationUnknown
from sanye.crm.quoting.models import Quotation, QuotationVersion
from sanye.kernel.states import check_step


def lock_quotation(quotation_id: UUID) -> Quotation:
    """The quotation, locked. Raises QuotationUnknown."""
    found = Quotation.objects.select_for_update(of=("self",)).filter(id=quotation_id).first()
    if found is None:
        raise QuotationUnknown(id=quotation_id)
    quotation: Quotation = found
    return quotation


def latest_version(quotation: Quotation) -> QuotationVersion:
    """The version that is alive."""
    version: QuotationVersion = quotation.versions.get(version=quotation.latest_version)
    return version


def step(quotation: Quotation, version: QuotationVersion, to: QuotationStatus) -> None:
    """Take the version a step further. Raises StepNotAllowed."""
    subject = f"{quotation.number} v{version.version}"
    check_step(STEPS, QuotationStatus(version.status), to, subject=subject)
    version.status = to
