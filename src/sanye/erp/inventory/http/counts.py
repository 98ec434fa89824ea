"""Counts."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.erp.inventory import commands, queries
from sanye.erp.inventory.http.schemas import CountedIn, CountIn, CountOut, CountPostingIn
from sanye.stem.http import Page, Router, actor_of, now, page_of

router = Router(tags=["stock-counts"])


@router.get("", response=Page[CountOut])
def list_counts(
    request: HttpRequest, status: str | None = None, site_id: UUID | None = None
) -> HttpResponse:
    """Counts with their lines."""
    rows = queries.list_counts(status=status, site_id=site_id, by=actor_of(request))
    return page_of(request, rows, CountOut, sortable=["number"])


@router.get("/{uuid:stock_count_id}", response=CountOut)
def get_count(request: HttpRequest, stock_count_id: UUID) -> object:
    """One count."""
    return queries.get_count(stock_count_id=stock_count_id, by=actor_of(request))


@router.post("", response={201: CountOut})
def open_count(request: HttpRequest, body: CountIn) -> object:
    """List the heaps of a site that are to be counted."""
    return commands.open_count(**body.dict(), by=actor_of(request), at=now())


@router.post("/{uuid:stock_count_id}/record", response=CountOut)
def record_count(request: HttpRequest, stock_count_id: UUID, body: CountedIn) -> object:
    """Write down what was found."""
    return commands.record_count(
        stock_count_id=stock_count_id,
        found=[row.line() for row in body.lines],
        by=actor_of(request),
        at=now(),
    )


@router.post("/{uuid:stock_count_id}/post", response=CountOut)
def post_count(request: HttpRequest, stock_count_id: UUID, body: CountPostingIn) -> object:
    """Post the differences."""
    return commands.post_count(
        stock_count_id=stock_count_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/{uuid:stock_count_id}/cancel", response=CountOut)
def cancel_count(request: HttpRequest, stock_count_id: UUID) -> object:
    """Give the count up."""
    return commands.cancel_count(stock_count_id=stock_count_id, by=actor_of(request), at=now())
