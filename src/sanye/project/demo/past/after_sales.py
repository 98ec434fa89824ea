"""What came after the sale, taken over through service, returns, satisfaction and accounts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sanye.crm.accounts.commands import record_interaction
from sanye.crm.satisfaction.commands import import_answers
from sanye.crm.service.commands import import_closed_cases
from sanye.erp.delivery.models import DeliveryLine
from sanye.erp.returns.commands import import_closed_returns
from sanye.kernel.actors import Actor
from sanye.project.demo.past.complaints import complaints
from sanye.project.demo.past.drafts import SalesDraft
from sanye.project.demo.past.returning import returns
from sanye.project.demo.past.voices import answers, talks
from sanye.project.demo.past.world import World
from sanye.stem.identity.models import Company


def take_over_after_sales(
    world: World, orders: Sequence[SalesDraft], *, by: Actor, at: datetime
) -> None:
    """Cases, returns, scores and talks of the orders, which are here already."""
    zone = Company.objects.get(id=by.company_id).time_zone
    found = complaints(world, orders, zone)
    rows = import_closed_cases(cases=[one.case for one in found], by=by, at=at)
    cases = [(one, row.id, row.number) for one, row in zip(found, rows, strict=True)]
    back = returns(world, orders, [(one, case_id) for one, case_id, _ in cases])
    import_closed_returns(returns=back, by=by, at=at)
    given = answers(world, orders, _first_deliveries(by), cases, zone)
    import_answers(answers=given, by=by, at=at)
    buyers = {order.buyer.customer.code: order.buyer for order in orders}
    for talk in talks(world, [buyers[code] for code in sorted(buyers)], zone):
        record_interaction(
            customer_id=talk.buyer.customer.id,
            kind=talk.kind,
            direction=talk.direction,
            happened_at=talk.happened_at,
            subject=talk.subject,
            by=by,
            at=at,
        )


def _first_deliveries(by: Actor) -> dict[UUID, tuple[UUID, str]]:
    """Id and number of the first delivery of each order."""
    rows = DeliveryLine.unscoped.filter(company_id=by.company_id).order_by("-delivery__number")
    columns = ("sales_order_id", "delivery_id", "delivery__number")
    return {order: (delivery, number) for order, delivery, number in rows.values_list(*columns)}
