"""Open items, what settled them, and payments."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.open_items.domain.kinds import Kind, Reason, Side
from sanye.stem.rows.constraints import one_of
from sanye.stem.rows.fields import (
    amount_field,
    choice_field,
    code_field,
    currency_field,
    number_field,
    rate_field,
    ratio_field,
)
from sanye.stem.rows.models import CompanyRow


def _within(part: str, whole: str) -> Q:
    """`part` has the sign of `whole` and is not more than it."""
    upper = Q(**{f"{whole}__gte": 0, f"{part}__gte": 0, f"{part}__lte": F(whole)})
    lower = Q(**{f"{whole}__lte": 0, f"{part}__lte": 0, f"{part}__gte": F(whole)})
    return upper | lower


class OpenItem(CompanyRow):
    """One document's claim. Amounts are signed: an invoice positive, credits and prepayments not.

    `amount` and `functional_amount` never change; the open amounts fall with each settlement and
    reach zero together. `settled_date` is the last posting date of what settled a closed item.
    """

    scope_party = "party_id"

    side = choice_field(Side)
    kind = choice_field(Kind)
    document_type = code_field()
    document_id = models.UUIDField()
    document_number = number_field()
    party = models.ForeignKey("stem.Party", on_delete=models.PROTECT, related_name="+")
    currency = currency_field()
    amount = amount_field()
    functional_amount = amount_field()
    exchange_rate = rate_field()
    rate_date = models.DateField()
    posting_date = models.DateField()
    due_date = models.DateField()
    discount_date = models.DateField(null=True, blank=True)
    discount_ratio = ratio_field(default=0)
    open_amount = amount_field()
    open_functional_amount = amount_field()
    settled_date = models.DateField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_open_item"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "side", "document_type", "document_id"],
                name="erp_open_item_unique",
            ),
            one_of("erp_open_item_side", "side", Side),
            one_of("erp_open_item_kind", "kind", Kind),
            models.CheckConstraint(
                name="erp_open_item_open", condition=_within("open_amount", "amount")
            ),
            models.CheckConstraint(
                name="erp_open_item_open_functional",
                condition=_within("open_functional_amount", "functional_amount"),
            ),
            models.CheckConstraint(
                name="erp_open_item_settled",
                condition=Q(settled_date__isnull=True)
                | Q(settled_date__isnull=False, open_amount=0, open_functional_amount=0),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "side", "due_date", "id"], name="erp_open_item_due"),
            models.Index(
                fields=["company", "party", "due_date"],
                condition=Q(settled_date__isnull=True),
                name="erp_open_item_open_of_party",
            ),
            models.Index(fields=["company", "side", "posting_date"], name="erp_open_item_posted"),
            models.Index(
                fields=["company", "side", "settled_date"], name="erp_open_item_settled_on"
            ),
        ]

    @property
    def account_role(self) -> AccountRole:
        """The control account that carries the item."""
        if self.kind != Kind.PREPAYMENT:
            return AccountRole(self.side)
        if self.side == Side.RECEIVABLE:
            return AccountRole.CUSTOMER_PREPAYMENT
        return AccountRole.SUPPLIER_PREPAYMENT


@pghistory.track()
@pgtrigger.register(pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete))
class Payment(CompanyRow):
    """Money received or made. What it settled stands in its settlements.

    `posted_fact_id`: taken over from the past, posted with others of its day under this fact.
    """

    scope_party = "party_id"

    side = choice_field(Side)
    number = number_field()
    party = models.ForeignKey("stem.Party", on_delete=models.PROTECT, related_name="+")
    currency = currency_field()
    amount = amount_field()
    unapplied_amount = amount_field(default=0)
    exchange_rate = rate_field()
    rate_date = models.DateField()
    posting_date = models.DateField()
    bank_account_code = code_field(blank=True)
    reference = models.CharField(max_length=100, blank=True)
    reversed_date = models.DateField(null=True, blank=True)
    posted_fact_id = models.UUIDField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_payment"
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_payment_number"),
            one_of("erp_payment_side", "side", Side),
            models.CheckConstraint(
                name="erp_payment_amount",
                condition=Q(amount__gt=0, unapplied_amount__gte=0)
                & Q(unapplied_amount__lte=F("amount")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "side", "posting_date", "id"], name="erp_payment_posted"
            ),
            models.Index(fields=["company", "party", "posting_date"], name="erp_payment_party"),
        ]


@pgtrigger.register(
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
)
class Settlement(CompanyRow):
    """What an open item lost at once; append-only, so that ageing can be told for any past day.

    `settlement_id` joins what belongs together: it is the payment's id, or the netting's own.
    """

    scope_party = "open_item__party_id"

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    open_item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="settlements")
    settlement_id = models.UUIDField()
    number = number_field()
    reason = choice_field(Reason)
    posting_date = models.DateField()
    amount = amount_field()
    functional_amount = amount_field()
    text = models.CharField(max_length=200, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_settlement"
        constraints = [one_of("erp_settlement_reason", "reason", Reason)]
        indexes = [models.Index(fields=["company", "settlement_id"], name="erp_settlement_group")]
