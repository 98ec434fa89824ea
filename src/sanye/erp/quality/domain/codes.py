"""The failure codes a company starts with; cases of customers use the same."""

STANDARD_CODES: tuple[tuple[str, str, str], ...] = (
    ("DEAD_ON_ARRIVAL", "Does not work on arrival", "到货即坏"),
    ("STOPPED_WORKING", "Stopped working", "使用中失效"),
    ("NOISE", "Unusual noise", "异常噪音"),
    ("OVERHEATS", "Overheats", "过热"),
    ("LEAKS", "Leaks", "泄漏"),
    ("COSMETIC", "Scratched or stained", "外观瑕疵"),
    ("TRANSPORT_DAMAGE", "Damaged in transport", "运输损坏"),
    ("PART_MISSING", "Part missing", "缺少配件"),
    ("WRONG_ITEM", "Wrong item delivered", "发错货"),
    ("DIMENSION", "Dimension out of tolerance", "尺寸超差"),
    ("MATERIAL", "Wrong or defective material", "材料错误或不良"),
    ("ELECTRICAL", "Electrical fault", "电气故障"),
    ("BROKEN", "Broken or cracked", "破损或开裂"),
    ("PACKAGING", "Packaging damaged", "包装破损"),
    ("LABEL", "Label or document wrong", "标签或单据错误"),
    ("EXPIRED", "Shelf life is over", "超过保质期"),
    ("NO_FAULT", "No fault found", "未发现故障"),
    ("OTHER", "Other", "其他"),
)
"""(code, English name, Chinese name)."""
