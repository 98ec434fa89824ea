"""Against which account a movement is valued."""

from sanye.contracts.erp.finance import AccountRole
from sanye.contracts.erp.inventory import MovementKind

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
