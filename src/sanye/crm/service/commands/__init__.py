"""Changes of service. Other modules and doors import these names from here."""

from sanye.crm.service.commands.costs import report_cost, reverse_cost
from sanye.crm.service.commands.ending import (
    close_case,
    close_quiet_cases,
    merge_case,
    reopen_case,
    resolve_case,
)
from sanye.crm.service.commands.erasing import erase_words
from sanye.crm.service.commands.escalating import (
    escalate_case,
    escalate_due_cases,
    refresh_due_dates,
)
from sanye.crm.service.commands.importing import ClosedCase, import_closed_cases
from sanye.crm.service.commands.incoming import (
    FormBody,
    drop_incoming,
    sort_incoming,
    take_form,
    take_mail,
)
from sanye.crm.service.commands.opening import open_case
from sanye.crm.service.commands.own import answer_own_case, close_own_case, open_own_case
from sanye.crm.service.commands.projection import (
    empty_returns,
    empty_units,
    record_goods,
    record_returns,
)
from sanye.crm.service.commands.returns import ReturnLine, ask_for_return
from sanye.crm.service.commands.rules import (
    NewCode,
    NewForm,
    NewLevel,
    close_form,
    open_form,
    put_article,
    put_canned_answer,
    put_codes,
    put_levels,
    put_queue,
    put_warranty_term,
    set_service_policy,
    set_up_service,
)
from sanye.crm.service.commands.subjects import About
from sanye.crm.service.commands.working import (
    answer_customer,
    assign_case,
    diagnose_case,
    note_on_case,
    resume_case,
    wait_for_customer,
)

__all__ = [
    "About",
    "ClosedCase",
    "FormBody",
    "NewCode",
    "NewForm",
    "NewLevel",
    "ReturnLine",
    "answer_customer",
    "answer_own_case",
    "ask_for_return",
    "assign_case",
    "close_case",
    "close_form",
    "close_own_case",
    "close_quiet_cases",
    "diagnose_case",
    "drop_incoming",
    "empty_returns",
    "empty_units",
    "erase_words",
    "escalate_case",
    "escalate_due_cases",
    "import_closed_cases",
    "merge_case",
    "note_on_case",
    "open_case",
    "open_form",
    "open_own_case",
    "put_article",
    "put_canned_answer",
    "put_codes",
    "put_levels",
    "put_queue",
    "put_warranty_term",
    "record_goods",
    "record_returns",
    "refresh_due_dates",
    "reopen_case",
    "report_cost",
    "resolve_case",
    "resume_case",
    "reverse_cost",
    "set_service_policy",
    "set_up_service",
    "sort_incoming",
    "take_form",
    "take_mail",
    "wait_for_customer",
]
