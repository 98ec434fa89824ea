"""What stock may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class NotStocked(InvalidInput):
    code = "erp.inventory.not_stocked"
    text_en = "{item} is a service; it has no stock."
    text_zh = "{item} 是服务，没有库存。"


class QuantityZero(InvalidInput):
    code = "erp.inventory.quantity_zero"
    text_en = "A quantity of zero of {item} moves nothing."
    text_zh = "物料 {item} 的数量为零，没有任何变动。"


class QuantityNotPositive(InvalidInput):
    code = "erp.inventory.quantity_not_positive"
    text_en = "The quantity must be above zero, not {quantity}."
    text_zh = "数量必须大于零，不能是 {quantity}。"


class QuantityTooFine(InvalidInput):
    code = "erp.inventory.quantity_too_fine"
    text_en = "{quantity} {unit} of {item}: {unit} has {decimals} decimals."
    text_zh = "物料 {item} 的数量 {quantity} {unit}：单位 {unit} 只有 {decimals} 位小数。"


class QuantityTooBig(InvalidInput):
    code = "erp.inventory.quantity_too_big"
    text_en = "{quantity} {unit} of {item} are more than there can be; is it a bar code?"
    text_zh = "物料 {item} 的数量 {quantity} {unit} 过大，是否误扫了条码？"


class CostTooBig(InvalidInput):
    code = "erp.inventory.cost_too_big"
    text_en = "At {unit_cost} each, {quantity} {unit} of {item} cost more than there can be."
    text_zh = "物料 {item} 按单位成本 {unit_cost} 计，{quantity} {unit} 的金额过大。"


class StatusUnknown(InvalidInput):
    code = "erp.inventory.status_unknown"
    text_en = "There is no stock status {status}."
    text_zh = "不存在库存状态 {status}。"


class LinesMissing(InvalidInput):
    code = "erp.inventory.lines_missing"
    text_en = "The document has no lines."
    text_zh = "单据没有行。"


class ReasonMissing(InvalidInput):
    code = "erp.inventory.reason_missing"
    text_en = "A reason is needed."
    text_zh = "必须填写原因。"


class LotMissing(InvalidInput):
    code = "erp.inventory.lot_missing"
    text_en = "{item} is kept by lot: name the lot."
    text_zh = "物料 {item} 按批次管理：请填写批次。"


class LotNotTracked(InvalidInput):
    code = "erp.inventory.lot_not_tracked"
    text_en = "{item} is not kept by lot or serial number in this way."
    text_zh = "物料 {item} 不按此批次或序列号管理。"


class SerialNumberMissing(InvalidInput):
    code = "erp.inventory.serial_number_missing"
    text_en = "{item} is kept by serial number: one line of quantity 1 per serial number."
    text_zh = "物料 {item} 按序列号管理：每个序列号一行，数量为 1。"


class SiteWithoutLocation(InvalidInput):
    code = "erp.inventory.site_without_location"
    text_en = "Site {site} has no storage location."
    text_zh = "地点 {site} 没有库位。"


class LocationElsewhere(InvalidInput):
    code = "erp.inventory.location_elsewhere"
    text_en = "Location {location} does not belong to site {site}."
    text_zh = "库位 {location} 不属于地点 {site}。"


class NotEnoughStock(Refusal):
    code = "erp.inventory.not_enough_stock"
    text_en = "{item} at {site} (lot {lot}, {status}): {needed} wanted, {available} available."
    text_zh = "{site} 的物料 {item}（批次 {lot}，{status}）：需要 {needed}，可用 {available}。"


class SerialNumberElsewhere(Refusal):
    code = "erp.inventory.serial_number_elsewhere"
    text_en = "Serial number {serial_number} of {item} is on hand already, or was never here."
    text_zh = "物料 {item} 的序列号 {serial_number} 已在库，或从未入库。"


class AlreadyReversed(Refusal):
    code = "erp.inventory.already_reversed"
    text_en = "Movement {number} was reversed already, or is itself a reversal."
    text_zh = "库存凭证 {number} 已被冲销，或本身就是冲销凭证。"


class OwnedByDocument(Refusal):
    code = "erp.inventory.owned_by_document"
    text_en = "Movement {number} belongs to {source}; correct it there."
    text_zh = "库存凭证 {number} 属于 {source}，请在该单据中更正。"


class NothingAllocated(Refusal):
    code = "erp.inventory.nothing_allocated"
    text_en = "Nothing is allocated to {demand_type}; nothing can be shipped."
    text_zh = "{demand_type} 没有分配库存，无法发货。"


class ItemUnknown(NotFound):
    code = "erp.inventory.item_unknown"
    text_en = "There is no item {id}."
    text_zh = "不存在物料 {id}。"


class SiteUnknown(NotFound):
    code = "erp.inventory.site_unknown"
    text_en = "There is no site {id}."
    text_zh = "不存在地点 {id}。"


class DocumentUnknown(NotFound):
    code = "erp.inventory.document_unknown"
    text_en = "There is no {what} {id}."
    text_zh = "不存在 {what} {id}。"


class SameSite(InvalidInput):
    code = "erp.inventory.same_site"
    text_en = "A transfer order goes from one site to another; both are {site}."
    text_zh = "调拨单必须在两个不同地点之间；现在都是 {site}。"


class OverReceipt(Refusal):
    code = "erp.inventory.over_receipt"
    text_en = "{item}: {received} received, but only {in_transit} in transit."
    text_zh = "物料 {item}：收货 {received}，但在途只有 {in_transit}。"


class NotCounted(Refusal):
    code = "erp.inventory.not_counted"
    text_en = "Count {number}: {missing} lines are not counted yet."
    text_zh = "盘点单 {number}：还有 {missing} 行未盘点。"


class HeapCountedSince(Refusal):
    code = "erp.inventory.heap_counted_since"
    text_en = (
        "{item} was counted at {counted_at}; count {other} corrected it since. Count it again."
    )
    text_zh = "物料 {item} 于 {counted_at} 盘点，此后盘点单 {other} 已更正其数量，请重新盘点。"


class LotUnknown(NotFound):
    code = "erp.inventory.lot_unknown"
    text_en = "There is no lot {lot} of {item}."
    text_zh = "物料 {item} 没有批次 {lot}。"


class OpeningCostMissing(InvalidInput):
    code = "erp.inventory.opening_cost_missing"
    text_en = "Opening stock needs a unit cost that is not negative."
    text_zh = "期初库存必须有非负的单位成本。"


class OnTheWay(Refusal):
    code = "erp.inventory.on_the_way"
    text_en = "What is in transit is moved by its transfer order alone."
    text_zh = "在途库存只能由其调拨单移动。"


class StatusUnchanged(InvalidInput):
    code = "erp.inventory.status_unchanged"
    text_en = "The stock has the status {status} already."
    text_zh = "库存状态已经是 {status}。"


class MoreThanOrdered(InvalidInput):
    code = "erp.inventory.more_than_ordered"
    text_en = "{item}: {quantity} to ship, but only {open} open."
    text_zh = "物料 {item}：要发出 {quantity}，但未发数量只有 {open}。"


class DatesReversed(InvalidInput):
    code = "erp.inventory.dates_reversed"
    text_en = "The due date {due_date} lies before the ship date {ship_date}."
    text_zh = "到货日期 {due_date} 早于发货日期 {ship_date}。"


class LineUnknown(InvalidInput):
    code = "erp.inventory.line_unknown"
    text_en = "Line {id} does not belong to {number}."
    text_zh = "行 {id} 不属于 {number}。"


class QuantityNegative(InvalidInput):
    code = "erp.inventory.quantity_negative"
    text_en = "The quantity may not be negative: {quantity}."
    text_zh = "数量不能为负：{quantity}。"
