"""What satisfaction does when others report a fact: ask."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.crm.service import CaseClosed, CaseResolved
from sanye.contracts.erp.sales import DeliveryProven, DeliveryShipped
from sanye.crm.satisfaction import commands
from sanye.crm.satisfaction.domain.asking import SubjectType
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

asking = Cursor("crm.satisfaction.asking", kind="REACTION")


@asking.on(DeliveryShipped)
def delivery_shipped(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Keep what it carries; its proof comes later and does not say."""
    for recorded in batch:
        fact: DeliveryShipped = recorded.data
        commands.remember_delivery(
            delivery_id=fact.delivery_id,
            sales_order_ids={line.sales_order_id for line in fact.lines},
            item_ids={line.item_id for line in fact.lines},
            by=by,
            at=at,
        )


@asking.on(DeliveryProven)
def delivery_proven(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """The customer has the goods: ask, if the policy wants it."""
    for recorded in batch:
        fact: DeliveryProven = recorded.data
        commands.ask_about(
            subject_type=SubjectType.DELIVERY,
            subject_id=fact.delivery_id,
            subject_number=fact.number,
            customer_id=fact.customer_id,
            by=by,
            at=at,
        )


@asking.on(CaseResolved)
def case_resolved(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """The customer has an answer: ask, if the policy wants it."""
    for recorded in batch:
        fact: CaseResolved = recorded.data
        about = fact.subject
        commands.ask_about(
            subject_type=SubjectType.CASE,
            subject_id=fact.case_id,
            subject_number=fact.number,
            customer_id=fact.customer_id,
            sales_order_ids=[about.sales_order_id] if about.sales_order_id else [],
            item_ids=[about.item_id] if about.item_id else [],
            by=by,
            at=at,
        )


@asking.on(CaseClosed)
def case_closed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """A case closed without being resolved; one that was resolved has its request."""
    for recorded in batch:
        fact: CaseClosed = recorded.data
        commands.ask_about(
            subject_type=SubjectType.CASE,
            subject_id=fact.case_id,
            subject_number=fact.number,
            customer_id=fact.customer_id,
            by=by,
            at=at,
        )
