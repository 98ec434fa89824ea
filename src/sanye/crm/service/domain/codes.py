"""Code lists of a company, and those it starts with."""

from dataclasses import dataclass
from enum import StrEnum


class CodeKind(StrEnum):
    """FAILURE what is wrong, CAUSE why, RESOLUTION what was done, RETURN why goods come back."""

    FAILURE = "FAILURE"
    CAUSE = "CAUSE"
    RESOLUTION = "RESOLUTION"
    RETURN = "RETURN"


@dataclass(frozen=True, slots=True)
class StartingCode:
    """`is_our_fault` counts for causes: goods or service were not as promised."""

    kind: CodeKind
    code: str
    name: str
    name_zh: str
    is_our_fault: bool = False


STARTING_CODES = (
    StartingCode(CodeKind.FAILURE, "DEAD_ON_ARRIVAL", "Does not work on arrival", "到货即坏"),
    StartingCode(CodeKind.FAILURE, "STOPPED_WORKING", "Stopped working", "使用中失效"),
    StartingCode(CodeKind.FAILURE, "NOISE", "Unusual noise", "异常噪音"),
    StartingCode(CodeKind.FAILURE, "OVERHEATS", "Overheats", "过热"),
    StartingCode(CodeKind.FAILURE, "LEAKS", "Leaks", "泄漏"),
    StartingCode(CodeKind.FAILURE, "COSMETIC", "Scratched or stained", "外观瑕疵"),
    StartingCode(CodeKind.FAILURE, "TRANSPORT_DAMAGE", "Damaged in transport", "运输损坏"),
    StartingCode(CodeKind.FAILURE, "PART_MISSING", "Part missing", "缺少配件"),
    StartingCode(CodeKind.FAILURE, "WRONG_ITEM", "Wrong item delivered", "发错货"),
    StartingCode(CodeKind.FAILURE, "SHORT_DELIVERY", "Too little delivered", "数量短缺"),
    StartingCode(CodeKind.FAILURE, "LATE_DELIVERY", "Delivered late", "交货延迟"),
    StartingCode(CodeKind.FAILURE, "WRONG_INVOICE", "Invoice is wrong", "发票有误"),
    StartingCode(
        CodeKind.CAUSE, "MATERIAL", "Material or bought part", "材料或外购件", is_our_fault=True
    ),
    StartingCode(CodeKind.CAUSE, "WORKMANSHIP", "Our production", "生产制造", is_our_fault=True),
    StartingCode(CodeKind.CAUSE, "DESIGN", "Design", "设计", is_our_fault=True),
    StartingCode(CodeKind.CAUSE, "PICKING", "Picking or packing", "拣货或包装", is_our_fault=True),
    StartingCode(CodeKind.CAUSE, "CARRIER", "Carrier", "承运商", is_our_fault=True),
    StartingCode(CodeKind.CAUSE, "PLANNING", "Planning or supply", "计划或供应", is_our_fault=True),
    StartingCode(
        CodeKind.CAUSE, "OFFICE", "Order or invoice entry", "订单或发票录入", is_our_fault=True
    ),
    StartingCode(CodeKind.CAUSE, "WEAR", "Normal wear", "正常磨损"),
    StartingCode(CodeKind.CAUSE, "MISUSE", "Wrong use", "使用不当"),
    StartingCode(CodeKind.CAUSE, "NO_FAULT", "No fault found", "未发现故障"),
    StartingCode(CodeKind.RESOLUTION, "EXPLAINED", "Explained", "已解释说明"),
    StartingCode(CodeKind.RESOLUTION, "REPAIRED", "Repaired", "已维修"),
    StartingCode(CodeKind.RESOLUTION, "REPLACED", "Replaced", "已更换"),
    StartingCode(CodeKind.RESOLUTION, "REFUNDED", "Refunded", "已退款"),
    StartingCode(CodeKind.RESOLUTION, "PART_SENT", "Part sent", "已寄送配件"),
    StartingCode(CodeKind.RESOLUTION, "CORRECTED", "Document corrected", "单据已更正"),
    StartingCode(CodeKind.RESOLUTION, "REFUSED", "Refused", "已拒绝"),
    StartingCode(CodeKind.RETURN, "DEFECTIVE", "Defective", "有缺陷"),
    StartingCode(CodeKind.RETURN, "DAMAGED", "Damaged", "已损坏"),
    StartingCode(CodeKind.RETURN, "NOT_ORDERED", "Not ordered", "非所订货物"),
    StartingCode(CodeKind.RETURN, "NOT_WANTED", "No longer wanted", "不再需要"),
)

STARTING_QUEUES = (
    ("FIRST_LINE", "First line", "一线服务"),
    ("COMPLAINTS", "Complaints", "投诉处理"),
    ("TECHNICAL", "Technical", "技术支持"),
)
QUEUE_OF_KIND = {"COMPLAINT": "COMPLAINTS", "FAULT": "TECHNICAL"}
"""Where a kind of case goes if nobody says; the others to the first line."""
FIRST_LINE = "FIRST_LINE"

STARTING_LEVELS = {
    "URGENT": (60, 480),
    "HIGH": (240, 960),
    "NORMAL": (480, 2400),
    "LOW": (960, 4800),
}
"""Working minutes to respond and to resolve; a working day has 480."""
