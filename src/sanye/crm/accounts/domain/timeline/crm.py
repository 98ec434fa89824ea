"""What facts of our own leaf say to a customer's timeline."""

from collections.abc import Iterable
from typing import Any

from sanye.contracts.crm import events as crm
from sanye.crm.accounts.domain.timeline.entries import Entry
from sanye.crm.accounts.domain.timeline.sentences import Rule, entry, says


def _captured(fact: crm.LeadCaptured) -> Iterable[Entry]:
    yield entry(
        fact, "Lead {number} captured ({channel}).", "收到线索 {number}（来源 {channel}）。"
    )


def _converted(fact: crm.LeadConverted) -> Iterable[Entry]:
    yield entry(fact, "Lead {number} became a customer.", "线索 {number} 已转为客户。")


def _case_changed(fact: crm.CaseChanged) -> Iterable[Entry]:
    kind = f"CASE_{fact.change}"
    yield entry(fact, "Case {number}: {change}.", "服务单 {number}：{change}。", kind=kind)


def _case_resolved(fact: Any) -> Iterable[Entry]:
    late = ("", "") if fact.is_in_time else (", late", "，超出时限")
    fault = (", our fault", "，责任在我方") if fact.is_our_fault else ("", "")
    yield entry(
        fact,
        "Case {number} ({kind}) resolved" + fault[0] + late[0] + ".",
        "服务单 {number}（{kind}）已解决" + fault[1] + late[1] + "。",
        kind="CASE_RESOLVED",
        moment=fact.resolved_at,
    )


def _case_imported(fact: crm.CaseImported) -> Iterable[Entry]:
    yield entry(
        fact,
        "Case {number} ({kind}) opened.",
        "已受理服务单 {number}（{kind}）。",
        kind="CASE_OPENED",
        moment=fact.opened_at,
    )
    yield from _case_resolved(fact)


def _answered(fact: Any) -> Iterable[Entry]:
    yield entry(
        fact,
        "Satisfaction {score} of 5 about {subject_type} {subject_number}.",
        "对{subject_type} {subject_number} 的满意度：{score}/5。",
        kind="SATISFACTION_ANSWERED",
        number=fact.subject_number,
        moment=fact.answered_at,
    )


RULES: dict[Any, Rule] = {
    crm.LeadCaptured: _captured,
    crm.LeadConverted: _converted,
    crm.LeadDropped: says(
        "Lead {number} dropped ({reason_code}).", "线索 {number} 已放弃（{reason_code}）。"
    ),
    crm.InteractionRecorded: says(
        "{direction} {kind}.", "{kind}（{direction}）。", moment="happened_at"
    ),
    crm.ConsentGiven: says(
        "Consent given: {purpose} by {channel}.", "已同意：{purpose}（{channel}）。"
    ),
    crm.ConsentWithdrawn: says(
        "Consent withdrawn: {purpose} by {channel}.", "已撤回同意：{purpose}（{channel}）。"
    ),
    crm.OpportunityOpened: says(
        "Opportunity {number} opened ({stage}).", "新建商机 {number}（{stage}）。"
    ),
    crm.OpportunityMoved: says(
        "Opportunity {number} moved from {from_stage} to {to_stage}.",
        "商机 {number} 由“{from_stage}”变为“{to_stage}”。",
    ),
    crm.OpportunityWon: says("Opportunity {number} won.", "商机 {number} 已赢单。"),
    crm.OpportunityLost: says(
        "Opportunity {number} lost ({reason_code}).", "商机 {number} 已输单（{reason_code}）。"
    ),
    crm.QuotationSent: says(
        "Quotation {number} version {version} sent: {currency} {net_amount}, valid until"
        " {valid_until_date}.",
        "已发送报价单 {number} 第 {version} 版：{currency} {net_amount}，有效期至"
        " {valid_until_date}。",
    ),
    crm.QuotationAccepted: says(
        "Quotation {number} version {version} accepted.",
        "客户已接受报价单 {number} 第 {version} 版。",
    ),
    crm.QuotationDeclined: says(
        "Quotation {number} declined ({reason_code}).",
        "客户已谢绝报价单 {number}（{reason_code}）。",
    ),
    crm.CaseOpened: says(
        "Case {number} opened: {kind}, priority {priority}.",
        "已受理服务单 {number}：{kind}，优先级 {priority}。",
    ),
    crm.CaseChanged: _case_changed,
    crm.CaseResolved: _case_resolved,
    crm.CaseClosed: says("Case {number} closed.", "服务单 {number} 已关闭。"),
    crm.CaseImported: _case_imported,
    crm.SatisfactionAsked: says(
        "Asked how satisfied the customer is with {subject_type} {subject_number}.",
        "已就{subject_type} {subject_number} 征求客户满意度。",
        number="subject_number",
    ),
    crm.SatisfactionAnswered: _answered,
    crm.SatisfactionImported: _answered,
    crm.CustomerHealthChanged: says(
        "Customer health is now {level} ({score} of 100), before {from_level}.",
        "客户健康度变为“{level}”（{score}/100），此前为“{from_level}”。",
    ),
}
