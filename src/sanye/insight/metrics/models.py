"""What happened to orders, lines, offers, answers and documents, as far as metrics need it.

All of it is told by events and may be emptied and replayed.
"""

from typing import ClassVar

from django.db import models

from sanye.insight.metrics.domain.kinds import OfferKind
from sanye.stem.rows.constraints import not_negative, one_of
from sanye.stem.rows.fields import choice_field, number_field, quantity_field
from sanye.stem.rows.models import CompanyRow


class OfCustomer(CompanyRow):
    """A fact about a customer."""

    scope_party: ClassVar[str] = "customer_id"

    customer_id = models.UUIDField(null=True)

    class Meta(CompanyRow.Meta):
        abstract = True


class OrderFact(OfCustomer):
    """When an order passed each stage: picking the first time, all others the last.

    Once `closed_at` is known all of it did. Of imported orders only days are known: noon stands.
    """

    order_id = models.UUIDField()
    number = number_field()
    offered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    placed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    picking_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    invoiced_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta(OfCustomer.Meta):
        db_table = "insight_order_fact"
        constraints = [
            models.UniqueConstraint(fields=["company", "order_id"], name="insight_order_fact_once")
        ]
        indexes = [
            models.Index(fields=["company", "arrived_at"], name="insight_order_fact_arrived"),
            models.Index(fields=["company", "placed_at"], name="insight_order_fact_placed"),
        ]


class LineFact(OfCustomer):
    """What was wanted and promised on a schedule line and what of it was shipped by when."""

    scope_site: ClassVar[str] = "site_id"

    schedule_line_id = models.UUIDField()
    order_id = models.UUIDField()
    number = number_field()
    item_id = models.UUIDField()
    site_id = models.UUIDField()
    quantity = quantity_field()
    open_quantity = quantity_field()
    requested_date = models.DateField()
    first_promised_date = models.DateField(null=True)
    promised_date = models.DateField(null=True)
    shipped_date = models.DateField(null=True)

    class Meta(OfCustomer.Meta):
        db_table = "insight_line_fact"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "schedule_line_id"], name="insight_line_fact_once"
            ),
            not_negative("insight_line_fact_quantity", "quantity", "open_quantity"),
        ]
        indexes = [
            models.Index(fields=["company", "requested_date"], name="insight_line_fact_requested"),
            models.Index(fields=["company", "first_promised_date"], name="insight_line_fact_first"),
            models.Index(fields=["company", "promised_date"], name="insight_line_fact_promised"),
            models.Index(fields=["company", "order_id"], name="insight_line_fact_order"),
        ]


class DocumentOrder(CompanyRow):
    """Which order a delivery, invoice or offer belongs to: its own id, and number where payments
    name it by that.
    """

    document_id = models.UUIDField()
    number = number_field()
    order_id = models.UUIDField()

    class Meta(CompanyRow.Meta):
        db_table = "insight_document_order"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "document_id", "order_id"], name="insight_document_order_once"
            )
        ]
        indexes = [models.Index(fields=["company", "number"], name="insight_document_order_number")]


class OfferFact(OfCustomer):
    """A lead, opportunity or quotation and how it ended."""

    offer_id = models.UUIDField()
    kind = choice_field(OfferKind)
    number = number_field()
    opened_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    is_won = models.BooleanField(null=True)

    class Meta(OfCustomer.Meta):
        db_table = "insight_offer_fact"
        constraints = [
            models.UniqueConstraint(fields=["company", "offer_id"], name="insight_offer_fact_once"),
            one_of("insight_offer_fact_kind", "kind", OfferKind),
        ]
        indexes = [
            models.Index(fields=["company", "kind", "decided_at"], name="insight_offer_fact_ended")
        ]


class AnswerFact(OfCustomer):
    """A customer's score from 1 to 5, about a delivery or a case."""

    request_id = models.UUIDField()
    number = number_field()
    score = models.SmallIntegerField()
    answered_at = models.DateTimeField()

    class Meta(OfCustomer.Meta):
        db_table = "insight_answer_fact"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "request_id"], name="insight_answer_fact_once"
            ),
            models.CheckConstraint(
                name="insight_answer_fact_score", condition=models.Q(score__range=(1, 5))
            ),
        ]
        indexes = [models.Index(fields=["company", "answered_at"], name="insight_answer_fact_time")]


class DocumentFact(OfCustomer):
    """A document and what befell it. `content` tells two entries of the same apart from others."""

    document_id = models.UUIDField()
    type = models.CharField(max_length=40)
    number = number_field()
    content = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    rekeyed_at = models.DateTimeField(null=True)

    class Meta(OfCustomer.Meta):
        db_table = "insight_document_fact"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "document_id"], name="insight_document_fact_once"
            )
        ]
        indexes = [
            models.Index(fields=["company", "opened_at"], name="insight_document_fact_opened"),
            models.Index(
                fields=["company", "content", "cancelled_at"], name="insight_document_fact_content"
            ),
        ]
