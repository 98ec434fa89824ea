"""The life of an inspection, where its goods come from, and what may happen to what failed."""

from enum import StrEnum


class InspectionStatus(StrEnum):
    """DECIDED when nothing is left to decide; a decision taken back opens it again."""

    OPEN = "OPEN"
    DECIDED = "DECIDED"
    CANCELLED = "CANCELLED"


class SourceType(StrEnum):
    """The kind of document that the goods came by, as events name it."""

    GOODS_RECEIPT = "goods_receipt"
    CUSTOMER_RETURN = "customer_return"
    PRODUCTION_ORDER = "production_order"
    STOCK = "stock"


class Stock(StrEnum):
    """The statuses of stock that inspections move goods between."""

    AVAILABLE = "AVAILABLE"
    QUARANTINE = "QUARANTINE"
    BLOCKED = "BLOCKED"


class Disposition(StrEnum):
    """REWORK waits in BLOCKED for its repair, USE_AS_IS is accepted as it is."""

    USE_AS_IS = "USE_AS_IS"
    REWORK = "REWORK"
    SCRAP = "SCRAP"
    BACK_TO_SUPPLIER = "BACK_TO_SUPPLIER"


STEPS: dict[InspectionStatus, set[InspectionStatus]] = {
    InspectionStatus.OPEN: {InspectionStatus.DECIDED, InspectionStatus.CANCELLED},
    InspectionStatus.DECIDED: {InspectionStatus.OPEN},
}
