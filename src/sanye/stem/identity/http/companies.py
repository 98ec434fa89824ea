"""Companies."""

from django.http import HttpRequest

from sanye.stem.http import Router, actor_of, now
from sanye.stem.identity import commands, queries
from sanye.stem.identity.http.schemas import CompanyIn, CompanyOut

router = Router()


@router.get("", response=list[CompanyOut])
def list_companies(request: HttpRequest) -> object:
    """The caller's companies; the header Sanye-Company chooses one of them."""
    return queries.get_own_account(by=actor_of(request)).companies


@router.post("", response={201: CompanyOut})
def create_company(request: HttpRequest, company: CompanyIn) -> object:
    return commands.create_company(**company.dict(), by=actor_of(request), at=now())
