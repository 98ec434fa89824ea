"""A line of a customer's timeline."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

Moment = datetime | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one fact says of one customer or lead, with a sentence in both languages.

    `moment` None means when the fact was recorded, a day is its beginning where the company is.
    Without customer and lead it belongs to whoever earlier entries of its document name.
    """

    kind: str
    document_type: str
    document_id: UUID
    number: str
    text_en: str
    text_zh: str
    customer_id: UUID | None = None
    lead_id: UUID | None = None
    moment: Moment = None
