"""Leads, opportunities and quotations with how they ended; customers' answers."""

from collections.abc import Sequence
from uuid import UUID

from sanye.contracts.crm import events as crm
from sanye.insight.metrics.commands.facts import Rows, Told, ids_of
from sanye.insight.metrics.domain.kinds import OfferKind
from sanye.insight.metrics.models import AnswerFact, OfferFact
from sanye.kernel.actors import Actor

OPENED = (crm.LeadCaptured, crm.OpportunityOpened, crm.QuotationSent)
WON = (crm.LeadConverted, crm.OpportunityWon, crm.QuotationAccepted)
LOST = (crm.LeadDropped, crm.OpportunityLost, crm.QuotationDeclined)
ANSWERED = (crm.SatisfactionAnswered, crm.SatisfactionImported)
_KINDS = dict(
    zip((*OPENED, *WON, *LOST), 3 * tuple(OfferKind), strict=True)  # each in this order
)


def keep_offers(facts: Sequence[Told], by: Actor) -> None:
    """What was offered, and whether it was won; a quotation sent again is undecided again."""
    rows = Rows(OfferFact, "offer_id", ids_of(facts, *_KINDS), by)
    for told in facts:
        kind = _KINDS.get(type(told.fact))
        if kind is None:
            continue
        row = rows.change(told.key)
        row.kind, row.number = kind, told.fact.number
        row.customer_id = getattr(told.fact, "customer_id", None)
        if isinstance(told.fact, OPENED):
            row.opened_at = row.opened_at or told.at
            row.decided_at, row.is_won = None, None
        else:
            row.decided_at, row.is_won = told.at, isinstance(told.fact, WON)
    rows.write()


def keep_answers(facts: Sequence[Told], by: Actor) -> None:
    """The last score a customer gave to each question."""
    ids: set[UUID] = ids_of(facts, *ANSWERED)
    rows = Rows(AnswerFact, "request_id", ids, by)
    for told in facts:
        if isinstance(told.fact, ANSWERED):
            row = rows.change(told.key)
            row.number, row.customer_id = told.fact.subject_number, told.fact.customer_id
            row.score, row.answered_at = told.fact.score, told.fact.answered_at
    rows.write()
