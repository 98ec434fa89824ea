"""Against which account a movement is valued."""

from sanye.contracts.erp.finance import AccountRole
from sanye.contracts.erp.inventory import WARRANTY_REASON, MovementKind

COUNTER_ROLES = {
    MovementKind.OPENING: AccountRole.OPENING_BALANCE,
    MovementKind.PURCHASE_RECEIPT: AccountRole.GOODS_RECEIVED_NOT_INVOICED,
    MovementKind.SUPPLIER_RETURN: AccountRole.GOODS_RECEIVED_NOT_INVOICED,
    MovementKind.PRODUCTION_ISSUE: AccountRole.WORK_IN_PROCESS,
    MovementKind.PRODUCTION_COMPLETION: AccountRole.WORK_IN_PROCESS,
    MovementKind.SHIPMENT: AccountRole.COST_OF_GOODS_SOLD,
    MovementKind.CUSTOMER_RETURN: AccountRole.COST_OF_GOODS_SOLD,
    MovementKind.TRANSFER: AccountRole.STOCK_IN_TRANSIT,
    MovementKind.COUNT: AccountRole.INVENTORY_DIFFERENCE,
    MovementKind.SCRAP: AccountRole.SCRAP_LOSS,
    MovementKind.STATUS_CHANGE: AccountRole.INVENTORY_DIFFERENCE,
}


def special_role(kind: MovementKind, source_type: str, reason_code: str) -> AccountRole | None:
    """Where goods at no charge and customers' goods that are scrapped go; None: the kind's own."""
    is_free = kind == MovementKind.SHIPMENT and reason_code == WARRANTY_REASON
    is_scrapped = kind == MovementKind.SCRAP and source_type == "customer_return"
    return AccountRole.WARRANTY_EXPENSE if is_free or is_scrapped else None
