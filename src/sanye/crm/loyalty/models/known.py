"""What was reported about customers: a projection of the facts of all leaves.

Rows name customers and documents by id, for their facts come from elsewhere.
"""

from django.db import models
from django.db.models import F, Q

from sanye.crm.loyalty.domain.facts import CaseState
from sanye.stem.rows.constraints import not_negative, one_of
from sanye.stem.rows.fields import (
    amount_field,
    choice_field,
    code_field,
    currency_field,
    number_field,
    quantity_field,
)
from sanye.stem.rows.models import CompanyRow


class KnownOrder(CompanyRow):
    """An order that binds us, as last amended. Functional amount empty: no rate was known."""

    order_id = models.UUIDField()
    number = number_field()
    customer_id = models.UUIDField()
    order_date = models.DateField()
    currency = currency_field()
    net_amount = amount_field()
    functional_amount = amount_field(null=True)
    is_cancelled = models.BooleanField(default=False)

    class Meta(CompanyRow.Meta):
        db_table = "crm_known_order"
        constraints = [
            models.UniqueConstraint(fields=["company", "order_id"], name="crm_known_order_unique")
        ]
        indexes = [
            models.Index(fields=["company", "customer_id", "order_date"], name="crm_known_order_of")
        ]


class KnownLine(CompanyRow):
    """A schedule line: when it was first promised, when the last of it left us.

    `endangered_date` is when planning said that `promised_date` cannot be kept, until the order is
    amended; `new_promised_date` is what planning proposes instead.
    """

    line_id = models.UUIDField()
    order_id = models.UUIDField()
    order_number = number_field()
    customer_id = models.UUIDField()
    item_id = models.UUIDField()
    quantity = quantity_field()
    open_quantity = quantity_field()
    first_promised_date = models.DateField(null=True)
    promised_date = models.DateField(null=True)
    endangered_date = models.DateField(null=True)
    new_promised_date = models.DateField(null=True)
    last_shipped_date = models.DateField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_known_line"
        constraints = [
            models.UniqueConstraint(fields=["company", "line_id"], name="crm_known_line_unique"),
            not_negative("crm_known_line_signs", "quantity", "open_quantity"),
        ]
        indexes = [
            models.Index(
                fields=["company", "customer_id", "last_shipped_date"], name="crm_known_line_of"
            ),
            models.Index(fields=["order_id"], name="crm_known_line_order"),
            models.Index(
                fields=["company", "customer_id", "first_promised_date"],
                condition=Q(open_quantity__gt=0),
                name="crm_known_line_open",
            ),
        ]


class KnownInvoice(CompanyRow):
    """An invoice and what settled it, in its currency; settled when nothing is open."""

    invoice_id = models.UUIDField()
    number = number_field()
    customer_id = models.UUIDField()
    due_date = models.DateField()
    currency = currency_field()
    gross_amount = amount_field()
    settled_amount = amount_field(default=0)
    settled_date = models.DateField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_known_invoice"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "invoice_id"], name="crm_known_invoice_unique"
            ),
            models.CheckConstraint(
                name="crm_known_invoice_settled",
                condition=Q(settled_date__isnull=True) | Q(settled_amount__gte=F("gross_amount")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "customer_id", "due_date"], name="crm_known_invoice_of"
            ),
            models.Index(fields=["company", "number"], name="crm_known_invoice_number"),
        ]


class KnownSettlement(CompanyRow):
    """What one payment or settlement took off one document; a reversed one took nothing."""

    source_id = models.UUIDField()
    document_number = number_field()
    amount = amount_field()
    posting_date = models.DateField()
    is_reversed = models.BooleanField(default=False)

    class Meta(CompanyRow.Meta):
        db_table = "crm_known_settlement"
        indexes = [
            models.Index(fields=["company", "document_number"], name="crm_known_settlement_of"),
            models.Index(fields=["source_id"], name="crm_known_settlement_source"),
        ]


class KnownReturn(CompanyRow):
    """Goods that came back: how many lines, first when."""

    return_id = models.UUIDField()
    number = number_field()
    customer_id = models.UUIDField()
    received_date = models.DateField()
    line_count = models.PositiveIntegerField()

    class Meta(CompanyRow.Meta):
        db_table = "crm_known_return"
        constraints = [
            models.UniqueConstraint(fields=["company", "return_id"], name="crm_known_return_unique")
        ]
        indexes = [
            models.Index(
                fields=["company", "customer_id", "received_date"], name="crm_known_return_of"
            )
        ]


class KnownCase(CompanyRow):
    """A case of service: open, or resolved in time or not."""

    case_id = models.UUIDField()
    number = number_field()
    customer_id = models.UUIDField()
    kind = code_field()
    state = choice_field(CaseState, default=CaseState.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    is_our_fault = models.BooleanField(default=False)

    class Meta(CompanyRow.Meta):
        db_table = "crm_known_case"
        constraints = [
            models.UniqueConstraint(fields=["company", "case_id"], name="crm_known_case_unique"),
            one_of("crm_known_case_state", "state", CaseState),
        ]
        indexes = [
            models.Index(fields=["company", "customer_id", "opened_at"], name="crm_known_case_of")
        ]


class KnownAnswer(CompanyRow):
    """How satisfied a customer said he was, 1 to 5; the last answer to each request."""

    request_id = models.UUIDField()
    customer_id = models.UUIDField()
    subject_type = code_field()
    subject_id = models.UUIDField()
    subject_number = number_field()
    score = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()

    class Meta(CompanyRow.Meta):
        db_table = "crm_known_answer"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "request_id"], name="crm_known_answer_unique"
            ),
            models.CheckConstraint(name="crm_known_answer_score", condition=Q(score__range=(1, 5))),
        ]
        indexes = [
            models.Index(
                fields=["company", "customer_id", "answered_at"], name="crm_known_answer_of"
            )
        ]


class DueReview(CompanyRow):
    """A customer about whom facts came in since he was looked at."""

    customer_id = models.UUIDField()
    noted_at = models.DateTimeField()

    class Meta(CompanyRow.Meta):
        db_table = "crm_due_review"
        constraints = [
            models.UniqueConstraint(fields=["company", "customer_id"], name="crm_due_review_unique")
        ]
