"""What planning asked for, and changes that suppliers were asked for."""

import pghistory
from django.db import models
from django.db.models import Q

from sanye.erp.purchasing.domain.states import (
    PROPOSAL_STEPS,
    REQUISITION_STEPS,
    ChangeKind,
    ProposalStatus,
    RequisitionStatus,
)
from sanye.erp.purchasing.models.orders import PurchaseOrder, PurchaseScheduleLine
from sanye.stem.rows.constraints import one_of, positive, steps
from sanye.stem.rows.fields import (
    choice_field,
    quantity_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow


@pghistory.track()
class PurchaseChangeProposal(CompanyRow):
    """A change of a sent schedule line that waits for the supplier's answer.

    `proposed_quantity` is the quantity still to come, in the order line's unit. One is open per
    schedule line: a later one takes its place.
    """

    scope_site = "purchase_order__site_id"
    scope_party = "purchase_order__supplier_id"
    scope_own = "purchase_order__buyer_id"

    purchase_order = models.ForeignKey(
        PurchaseOrder, on_delete=models.PROTECT, related_name="proposals"
    )
    schedule_line = models.ForeignKey(
        PurchaseScheduleLine, on_delete=models.PROTECT, related_name="proposals"
    )
    kind = choice_field(ChangeKind, default=ChangeKind.RESCHEDULE)
    status = choice_field(ProposalStatus, default=ProposalStatus.OPEN)
    proposed_date = models.DateField(null=True, blank=True)
    proposed_quantity = quantity_field(null=True, blank=True)
    reason = models.CharField(max_length=200)
    action_message_id = models.UUIDField(null=True, blank=True)
    answer_by_date = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.CharField(max_length=200, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_purchase_change_proposal"
        indexes = [
            models.Index(
                fields=["company", "answer_by_date", "id"], name="erp_purchase_change_answer"
            ),
            models.Index(fields=["company", "status", "id"], name="erp_purchase_change_list"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule_line"],
                condition=Q(status="OPEN"),
                name="erp_purchase_change_proposal_one_open",
            ),
            one_of("erp_purchase_change_proposal_status", "status", ProposalStatus),
            models.CheckConstraint(
                name="erp_purchase_change_proposal_kind",
                condition=Q(kind="RESCHEDULE", proposed_date__isnull=False)
                | Q(kind="CHANGE_QUANTITY", proposed_quantity__gt=0)
                | Q(kind="CANCEL"),
            ),
        ]
        triggers = [steps("purchase_change_proposal_steps", "status", PROPOSAL_STEPS)]


@pghistory.track()
class PurchaseRequisition(CompanyRow):
    """What one planned order asked for, in the stock unit, and the schedule line that covers it.

    Most are ordered the moment they come. One that cannot be waits OPEN for a buyer, with
    `reason_code` NO_SUPPLIER, NO_PRICE, SUPPLIER_BLOCKED or SUPPLIER_UNRELIABLE (red, and policy
    forbids new orders).
    """

    scope_site = "site_id"

    planned_order_id = models.UUIDField()
    item = models.ForeignKey("stem.Item", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("stem.Site", on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(
        "stem.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    quantity = quantity_field()
    unit = unit_field()
    due_date = models.DateField()
    status = choice_field(RequisitionStatus, default=RequisitionStatus.OPEN)
    reason_code = models.CharField(max_length=24, blank=True)
    schedule_line = models.ForeignKey(
        PurchaseScheduleLine,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requisitions",
    )
    drop_reason = models.CharField(max_length=200, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_purchase_requisition"
        indexes = [
            models.Index(fields=["company", "due_date", "id"], name="erp_purchase_requisition_due"),
            models.Index(fields=["company", "status", "id"], name="erp_purchase_requisition_list"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "planned_order_id"], name="erp_purchase_requisition_plan"
            ),
            one_of("erp_purchase_requisition_status", "status", RequisitionStatus),
            positive("erp_purchase_requisition_quantity", "quantity"),
            models.CheckConstraint(
                name="erp_purchase_requisition_ordered",
                condition=Q(status="ORDERED", schedule_line__isnull=False)
                | (~Q(status="ORDERED") & Q(schedule_line__isnull=True)),
            ),
        ]
        triggers = [steps("purchase_requisition_steps", "status", REQUISITION_STEPS)]
