"""Asking customers, taking answers, sending mail."""

from sanye.crm.satisfaction.commands.answering import (
    ImportedAnswer,
    answer_request,
    erase_comments,
    import_answers,
)
from sanye.crm.satisfaction.commands.asking import (
    ask_about,
    ask_for_satisfaction,
    put_satisfaction_policy,
    remember_delivery,
)
from sanye.crm.satisfaction.commands.mailing import (
    claim_mail,
    forget_mails,
    note_mail_failed,
    note_mail_sent,
    recover_mail,
    retry_mail,
)

__all__ = [
    "ImportedAnswer",
    "answer_request",
    "ask_about",
    "ask_for_satisfaction",
    "claim_mail",
    "erase_comments",
    "forget_mails",
    "import_answers",
    "note_mail_failed",
    "note_mail_sent",
    "put_satisfaction_policy",
    "recover_mail",
    "remember_delivery",
    "retry_mail",
]
