"""What the ledger may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class AccountUnknown(NotFound):
    code = "erp.ledger.account_unknown"
    text_en = "There is no ledger account {account}."
    text_zh = "不存在会计科目 {account}。"


class AccountExists(Refusal):
    code = "erp.ledger.account_exists"
    text_en = "Ledger account {account} exists already."
    text_zh = "会计科目 {account} 已存在。"


class AccountArchived(Refusal):
    code = "erp.ledger.account_archived"
    text_en = "Ledger account {account} is archived."
    text_zh = "会计科目 {account} 已停用。"


class AccountIsControlled(Refusal):
    code = "erp.ledger.account_is_controlled"
    text_en = "{account} is a control account; only its subledger posts to it."
    text_zh = "科目 {account} 为统驭科目，只能由明细账过账。"


class AccountNotControlled(Refusal):
    code = "erp.ledger.account_not_controlled"
    text_en = "{role} has a subledger and needs a control account; {account} is none."
    text_zh = "{role} 有明细账，须使用统驭科目；科目 {account} 不是统驭科目。"


class SectionDiffers(InvalidInput):
    code = "erp.ledger.section_differs"
    text_en = "An account of the kind {kind} does not stand under {section}."
    text_zh = "{kind} 类科目不能列入 {section}。"


class AccountInUse(Refusal):
    code = "erp.ledger.account_in_use"
    text_en = "A posting rule names {account}; give its role to another account first."
    text_zh = "科目 {account} 仍被过账规则使用，请先改用其他科目。"


class AccountOfBank(Refusal):
    code = "erp.ledger.account_of_bank"
    text_en = "Bank account {bank_account} names {account}; its payments are posted there."
    text_zh = "银行账户 {bank_account} 使用科目 {account}，其收付款记入该科目，不能停用。"


class ChartUnknown(InvalidInput):
    code = "erp.ledger.chart_unknown"
    text_en = "There is no chart {chart}; there are {known}."
    text_zh = "不存在科目表 {chart}；可选：{known}。"


class RoleUnknown(InvalidInput):
    code = "erp.ledger.role_unknown"
    text_en = "{role} is not an account role."
    text_zh = "{role} 不是有效的科目用途。"


class RoleWithoutAccount(Refusal):
    code = "erp.ledger.role_without_account"
    text_en = "No posting rule names an account for {role}."
    text_zh = "没有为 {role} 设定过账科目。"


class BankAccountUnknown(NotFound):
    code = "erp.ledger.bank_account_unknown"
    text_en = "There is no bank account {bank_account}."
    text_zh = "不存在银行账户 {bank_account}。"


class EntryUnknown(NotFound):
    code = "erp.ledger.entry_unknown"
    text_en = "There is no journal entry {entry}."
    text_zh = "不存在记账凭证 {entry}。"


class EntryEmpty(InvalidInput):
    code = "erp.ledger.entry_empty"
    text_en = "A journal entry needs at least two lines with amounts."
    text_zh = "记账凭证至少需要两行有金额的分录。"


class EntryUnbalanced(InvalidInput):
    code = "erp.ledger.entry_unbalanced"
    text_en = "Debits exceed credits by {difference} {currency}."
    text_zh = "借贷不平衡，差额 {difference} {currency}。"


class DebitAndCredit(InvalidInput):
    code = "erp.ledger.debit_and_credit"
    text_en = "A line has a debit or a credit above zero, and not both."
    text_zh = "每行只能有借方或贷方之一，且必须大于零。"


class AmountTooFine(InvalidInput):
    code = "erp.ledger.amount_too_fine"
    text_en = "{amount} is finer than the smallest unit of {currency}."
    text_zh = "{amount} 小于 {currency} 的最小单位精度。"


class CurrencyUnknown(InvalidInput):
    code = "erp.ledger.currency_unknown"
    text_en = "{currency} is not a currency."
    text_zh = "{currency} 不是有效币种。"


class RateNotPositive(InvalidInput):
    code = "erp.ledger.rate_not_positive"
    text_en = (
        "The exchange rate {rate} of {currency} is not above zero, or not 1 for the own currency."
    )
    text_zh = "{currency} 的汇率 {rate} 无效：必须大于零，本位币汇率必须为 1。"


class ReversedAlready(Refusal):
    code = "erp.ledger.reversed_already"
    text_en = "Journal entry {entry} is reversed already, or is itself a reversal."
    text_zh = "凭证 {entry} 已被冲销，或其本身就是冲销凭证。"


class EntryHasSource(Refusal):
    code = "erp.ledger.entry_has_source"
    text_en = "{entry} was posted for {source}; correct that document instead."
    text_zh = "凭证 {entry} 由 {source} 产生，请更正原始单据。"


class PeriodUnknown(NotFound):
    code = "erp.ledger.period_unknown"
    text_en = "There is no fiscal period {period}."
    text_zh = "不存在会计期间 {period}。"


class PeriodClosed(Refusal):
    code = "erp.ledger.period_closed"
    text_en = "{posting_date} lies in fiscal period {period}, which is closed."
    text_zh = "{posting_date} 所在会计期间 {period} 已关闭。"


class PeriodNotClosed(Refusal):
    code = "erp.ledger.period_not_closed"
    text_en = "Fiscal period {period} is open."
    text_zh = "会计期间 {period} 未关闭。"


class EarlierPeriodOpen(Refusal):
    code = "erp.ledger.earlier_period_open"
    text_en = "Fiscal period {earlier} is still open; periods are closed in their order."
    text_zh = "会计期间 {earlier} 尚未关闭；请按顺序关闭。"


class LaterPeriodClosed(Refusal):
    code = "erp.ledger.later_period_closed"
    text_en = "Fiscal period {later} is closed; periods are reopened from the last one."
    text_zh = "会计期间 {later} 已关闭；请从最后一个期间开始重新打开。"


class PostingsWaiting(Refusal):
    code = "erp.ledger.postings_waiting"
    text_en = "{count} facts until {until} still wait to be posted; try again when they are."
    text_zh = "截至 {until} 尚有 {count} 笔业务等待过账；请在过账后重试。"


class DateOutOfReach(InvalidInput):
    code = "erp.ledger.date_out_of_reach"
    text_en = "{posting_date} is more than a year after or ten years before {at}."
    text_zh = "{posting_date} 晚于 {at} 一年以上，或早于其十年以上。"


class ReasonMissing(InvalidInput):
    code = "erp.ledger.reason_missing"
    text_en = "Say why a closed period is opened again."
    text_zh = "请说明重新打开已关闭期间的原因。"


class YearOutOfReach(InvalidInput):
    code = "erp.ledger.year_out_of_reach"
    text_en = "{day} lies in no fiscal year from {first} to {last}."
    text_zh = "{day} 不在 {first} 至 {last} 的会计年度范围内。"
