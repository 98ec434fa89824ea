"""What open items answer when others ask."""

from sanye.contracts.erp.ports import (
    OpenDocuments,
    OpenDocumentsRequest,
    OpenTotals,
    OpenTotalsRequest,
)
from sanye.erp.ledger.queries import get_functional_currency
from sanye.erp.open_items import queries


def answer_open_totals(request: OpenTotalsRequest) -> OpenTotals:
    days = queries.list_open_days(
        side=queries.Side(request.side),
        from_date=request.from_date,
        to_date=request.to_date,
        by=request.by,
    )
    return OpenTotals(currency=get_functional_currency(by=request.by), days=tuple(days))


def answer_open_documents(request: OpenDocumentsRequest) -> OpenDocuments:
    found = queries.list_open_documents(
        side=queries.Side(request.side), as_of=request.as_of, by=request.by
    )
    return OpenDocuments(documents=tuple(found))
