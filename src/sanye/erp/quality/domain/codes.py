"""The failure codes a company starts with; cases of customers use the same."""

STANDARD_CODES: tuple[tuple[str, str, str], ...] = (
    ("APPEARANCE", "Appearance: scratch, dent, stain", "外观：划伤、凹陷、污渍"),
    ("DIMENSION", "Dimension out of tolerance", "尺寸超差"),
    ("MATERIAL", "Wrong or defective material", "材料错误或不良"),
    ("FUNCTION", "Does not do what it should", "功能失效"),
    ("ELECTRICAL", "Electrical fault", "电气故障"),
    ("OVERHEATING", "Gets too hot", "过热"),
    ("NOISE", "Noise or vibration", "异响或振动"),
    ("LEAK", "Leaks", "泄漏"),
    ("BROKEN", "Broken or cracked", "破损或开裂"),
    ("INCOMPLETE", "Parts are missing", "缺件"),
    ("WRONG_ITEM", "Not what was ordered", "错发"),
    ("PACKAGING", "Packaging damaged", "包装破损"),
    ("LABEL", "Label or document wrong", "标签或单据错误"),
    ("EXPIRED", "Shelf life is over", "超过保质期"),
    ("NO_FAULT", "No fault found", "未发现故障"),
    ("OTHER", "Other", "其他"),
)
"""(code, English name, Chinese name)."""
