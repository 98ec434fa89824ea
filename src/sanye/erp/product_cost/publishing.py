"""From costs to what others may know of them."""

from collections.abc import Iterable

from sanye.contracts.erp.returns import ProductServiceCostChanged
from sanye.erp.product_cost.models import ProductServiceCost
from sanye.stem.events.log import publish


def publish_changed(rows: Iterable[ProductServiceCost]) -> None:
    """A sold piece costs another amount than was last told."""
    publish(
        *(
            ProductServiceCostChanged(
                item_id=row.item_id,
                window_days=row.window_days,
                shipped_quantity=row.shipped_quantity,
                unit=row.unit,
                service_amount=row.service_amount,
                return_amount=row.return_amount,
                repair_amount=row.repair_amount,
                currency=row.currency,
                as_of_date=row.as_of_date,
            )
            for row in rows
        )
    )
