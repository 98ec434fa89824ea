"""What customers read: mail and page, in English and Chinese."""

from sanye.crm.satisfaction.domain.asking import AnswerReason, SubjectType

SUBJECTS: dict[str, dict[str, str]] = {
    "en": {SubjectType.DELIVERY: "delivery", SubjectType.CASE: "service case"},
    "zh": {SubjectType.DELIVERY: "交货单", SubjectType.CASE: "服务单"},
}
REASONS: dict[str, dict[str, str]] = {
    "en": {
        AnswerReason.DELIVERY_TIME: "Time of delivery",
        AnswerReason.QUALITY: "Quality of the goods",
        AnswerReason.COMPLETENESS: "Completeness",
        AnswerReason.PACKAGING: "Packaging",
        AnswerReason.PRICE: "Price",
        AnswerReason.COMMUNICATION: "Communication",
        AnswerReason.SOLUTION: "Solution of the problem",
        AnswerReason.OTHER: "Something else",
    },
    "zh": {
        AnswerReason.DELIVERY_TIME: "交货时间",
        AnswerReason.QUALITY: "商品质量",
        AnswerReason.COMPLETENESS: "数量是否齐全",
        AnswerReason.PACKAGING: "包装",
        AnswerReason.PRICE: "价格",
        AnswerReason.COMMUNICATION: "沟通",
        AnswerReason.SOLUTION: "问题解决",
        AnswerReason.OTHER: "其他",
    },
}
SCORES: dict[str, list[tuple[int, str]]] = {
    "en": [
        (5, "very satisfied"),
        (4, "satisfied"),
        (3, "neither"),
        (2, "dissatisfied"),
        (1, "very dissatisfied"),
    ],
    "zh": [(5, "非常满意"), (4, "满意"), (3, "一般"), (2, "不满意"), (1, "非常不满意")],
}
PAGE: dict[str, dict[str, str]] = {
    "en": {
        "title": "How satisfied are you?",
        "about": "About",
        "score": "Your score",
        "reasons": "What was it about?",
        "comment": "Anything you want to tell us",
        "send": "Send",
        "change": "Change my answer",
        "thanks": "Thank you. We have your answer.",
        "until": "You may change it until",
        "missing": "Please choose a score.",
        "expired": "This link has expired. Thank you for your interest.",
        "unknown": "This link is not valid. Please copy it completely from the mail.",
        "busy": "Too many answers at once. Please try again in a minute.",
    },
    "zh": {
        "title": "您对我们满意吗？",
        "about": "关于",
        "score": "您的评分",
        "reasons": "主要涉及哪些方面？",
        "comment": "还想告诉我们的",
        "send": "提交",
        "change": "修改我的回答",
        "thanks": "谢谢，我们已收到您的回答。",
        "until": "您可以修改回答，截止时间：",
        "missing": "请选择评分。",
        "expired": "此链接已过期，感谢您的关注。",
        "unknown": "此链接无效，请从邮件中完整复制。",
        "busy": "提交过于频繁，请一分钟后重试。",
    },
}
_MAIL = {
    "en": (
        "How satisfied are you with {subject} {number}?",
        "Good day,\n\nplease tell us how satisfied you are with {subject} {number}. It takes half"
        " a minute and no sign-in:\n\n{link}\n\nThe link is valid until {until}. If you do not"
        " want such mails, please reply to this one.\n\n{company}\n",
    ),
    "zh": (
        "您对{subject} {number} 满意吗？",
        "您好：\n\n请告诉我们您对{subject} {number} 是否满意，只需半分钟，无需登录：\n\n{link}\n\n"
        "链接有效期至 {until}。如不希望再收到此类邮件，请直接回复本邮件。\n\n{company}\n",
    ),
}


def mail_text(language: str, subject_type: str, **said: str) -> tuple[str, str]:
    """Subject and text of the mail that asks; `said` are number, link, until and company."""
    subject, text = _MAIL[language]
    values = {"subject": SUBJECTS[language][subject_type], **said}
    return subject.format_map(values), text.format_map(values)
