"""What could be done about an alert."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.scm.suppliers.domain.states import AlertKind
from sanye.scm.suppliers.models import SupplierAlert, SupplierScore
from sanye.scm.suppliers.queries.lists import get_supplier_alert
from sanye.stem.commands import query
from sanye.stem.masterdata import queries as masters

LATE_KINDS = (AlertKind.LIKELY_LATE, AlertKind.CONFIRMED_LATE, AlertKind.OVERDUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedAction:
    """`action`: ASK_FOR_ANSWER, EXPEDITE, OTHER_SOURCE, RE_PROMISE, CLAIM or REVIEW.

    An other source has its supplier, how long he takes (working days), when it could be there, his
    colour and his price per `unit`; a new promise the sales orders it is about.
    """

    action: str
    order_id: UUID | None = None
    line_id: UUID | None = None
    wanted_date: date | None = None
    supplier_id: UUID | None = None
    supplier_code: str = ""
    supplier_colour: str = ""
    lead_time_days: int | None = None
    expected_date: date | None = None
    unit_price: Decimal | None = None
    unit: str = ""
    currency: str = ""
    sales_order_ids: tuple[UUID, ...] = ()


@query
def list_proposed_actions(*, alert_id: UUID, at: datetime, by: Actor) -> list[ProposedAction]:
    """In the order in which one would try them. Raises AlertUnknown."""
    alert = get_supplier_alert(alert_id=alert_id, by=by)
    found = []
    if alert.kind == AlertKind.UNCONFIRMED:
        found.append(_about(alert, "ASK_FOR_ANSWER"))
    if alert.kind in LATE_KINDS:
        found.append(_about(alert, "EXPEDITE"))
    if alert.kind == AlertKind.REJECTED_LOT:
        found.append(_about(alert, "CLAIM"))
    if alert.kind in (*LATE_KINDS, AlertKind.REJECTED_LOT):
        found += _other_sources(alert, at, by)
    if alert.sales_order_ids and alert.kind != AlertKind.UNCONFIRMED:
        found.append(
            ProposedAction(action="RE_PROMISE", sales_order_ids=tuple(alert.sales_order_ids))
        )
    if alert.kind == AlertKind.SCORE:
        found.append(ProposedAction(action="REVIEW", supplier_id=alert.supplier_id))
    return found


def _about(alert: SupplierAlert, action: str) -> ProposedAction:
    return ProposedAction(
        action=action,
        order_id=alert.order_id,
        line_id=alert.line_id,
        wanted_date=alert.asked_date,
    )


def _other_sources(alert: SupplierAlert, at: datetime, by: Actor) -> list[ProposedAction]:
    """Offers of others for the item at the site; the fastest first."""
    if alert.item_id is None or alert.site_id is None:
        return []
    today = masters.get_business_date(at=at, by=by)
    offers = masters.list_supplier_offers(
        item_ids=[alert.item_id], site_id=alert.site_id, on=today, by=by
    ).get(alert.item_id, [])
    others = {o.term.supplier_id: o for o in reversed(offers)}
    others.pop(alert.supplier_id, None)
    parties = {row.id: row.code for row in masters.list_parties(by=by).filter(id__in=others)}
    colours = dict(
        SupplierScore.objects.filter(supplier_id__in=others).values_list("supplier_id", "colour")
    )
    calendar = masters.working_calendar(site_id=alert.site_id, by=by)
    found = [
        ProposedAction(
            action="OTHER_SOURCE",
            supplier_id=supplier_id,
            supplier_code=parties.get(supplier_id, ""),
            supplier_colour=colours.get(supplier_id, "GREY"),
            lead_time_days=offer.term.lead_time_days,
            expected_date=calendar.add_working_days(today, offer.term.lead_time_days),
            unit_price=offer.unit_price(alert.quantity or Decimal(0), today),
            unit=offer.term.unit,
            currency=offer.term.currency,
        )
        for supplier_id, offer in others.items()
    ]
    return sorted(found, key=lambda a: (a.lead_time_days or 0, a.supplier_code))
