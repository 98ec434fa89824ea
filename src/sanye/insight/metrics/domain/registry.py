"""Every metric, defined once: what it says, in which unit, of what, and who may see it."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """RATIO and MEAN are sums of a numerator over sums of a denominator; LEVEL is as of a day."""

    RATIO = "RATIO"
    MEAN = "MEAN"
    LEVEL = "LEVEL"


class Grain(StrEnum):
    """What one observation is."""

    ORDER = "ORDER"
    ORDER_LINE = "ORDER_LINE"
    PURCHASE_LINE = "PURCHASE_LINE"
    OFFER = "OFFER"
    ANSWER = "ANSWER"
    DOCUMENT = "DOCUMENT"
    OPEN_ITEM = "OPEN_ITEM"
    ITEM_AT_SITE = "ITEM_AT_SITE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """`needs` is the right to read what the metric is made of. `scor_code`: SCOR DS, where it has
    one. `unit` is RATIO, DAYS, SCORE, TURNS or MONEY (functional currency).
    """

    code: str
    name_en: str
    name_zh: str
    definition_en: str
    definition_zh: str
    kind: Kind
    unit: str
    grain: Grain
    needs: str
    is_better_higher: bool
    scor_code: str = ""


_ORDERS = "erp.sales_orders.list_sales_orders"
_STEP = {
    "kind": Kind.MEAN,
    "unit": "DAYS",
    "grain": Grain.ORDER,
    "needs": _ORDERS,
    "is_better_higher": False,
}


def _step(code: str, name_en: str, name_zh: str, words_en: str, words_zh: str) -> Metric:
    return Metric(
        code=code,
        name_en=name_en,
        name_zh=name_zh,
        definition_en=f"Mean days from {words_en}; an order counts on the day the step ends.",
        definition_zh=f"从{words_zh}的平均天数；订单计入该步骤结束之日。",
        **_STEP,  # type: ignore[arg-type]
    )


def _otif(code: str, name_en: str, name_zh: str, day_en: str, day_zh: str) -> Metric:
    return Metric(
        code=code,
        name_en=name_en,
        name_zh=name_zh,
        definition_en=(
            f"Share of order lines due in the period, by {day_en}, that were shipped in full by"
            " that day. A line overdue and not shipped counts as missed; cancelled ones do not"
            " count. Days are those of the shipping site."
        ),
        definition_zh=(
            f"期间内（按{day_zh}）到期的订单行中，当日或之前足量发货的占比。逾期未发货的行计为未达成，"
            "已取消的行不计。日期以发货地点为准。"
        ),
        kind=Kind.RATIO,
        unit="RATIO",
        grain=Grain.ORDER_LINE,
        needs=_ORDERS,
        is_better_higher=True,
        scor_code="RL.1.1",
    )


def _supplier_otif(code: str, name_en: str, name_zh: str, day_en: str, day_zh: str) -> Metric:
    return Metric(
        code=code,
        name_en=name_en,
        name_zh=name_zh,
        definition_en=(
            f"Share of purchase lines that came in full by {day_en}, of those whose result is"
            " known; overdue and never received counts as missed."
        ),
        definition_zh=f"结果已知的采购行中，在{day_zh}前足量到货的占比；逾期未到货计为未达成。",
        kind=Kind.RATIO,
        unit="RATIO",
        grain=Grain.PURCHASE_LINE,
        needs="scm.suppliers.list_supplier_lines",
        is_better_higher=True,
        scor_code="RL.2.1",
    )


def _share(
    code: str,
    names: tuple[str, str],
    definitions: tuple[str, str],
    *,
    grain: Grain,
    needs: str,
    is_better_higher: bool,
) -> Metric:
    return Metric(
        code=code,
        name_en=names[0],
        name_zh=names[1],
        definition_en=definitions[0],
        definition_zh=definitions[1],
        kind=Kind.RATIO,
        unit="RATIO",
        grain=grain,
        needs=needs,
        is_better_higher=is_better_higher,
    )


def _money(
    code: str, names: tuple[str, str], definitions: tuple[str, str], needs: str, grain: Grain
) -> Metric:
    return Metric(
        code=code,
        name_en=names[0],
        name_zh=names[1],
        definition_en=definitions[0],
        definition_zh=definitions[1],
        kind=Kind.LEVEL,
        unit="MONEY",
        grain=grain,
        needs=needs,
        is_better_higher=False,
    )


_AGEING = "erp.open_items.get_ageing"
_DOCUMENTS = (
    "Documents: sales orders, deliveries, sales invoices, payments and stock movements opened in"
    " the period."
)
_DOCUMENTS_ZH = "单据：期间内新建的销售订单、交货单、销售发票、收付款与库存移动。"

METRICS: dict[str, Metric] = {
    metric.code: metric
    for metric in (
        Metric(
            code="ORDER_CYCLE_TIME",
            name_en="Order cycle time",
            name_zh="订单周期",
            definition_en=(
                "Mean days from the order's entry to the customer having all of it; an order"
                " counts on the day it arrived."
            ),
            definition_zh="从订单录入到客户收到全部货物的平均天数；订单计入到货之日。",
            scor_code="RS.1.1",
            **_STEP,  # type: ignore[arg-type]
        ),
        _step(
            "STEP_DECIDE",
            "Customer decides",
            "客户决策",
            "the offer to its acceptance",
            "报价到接受",
        ),
        _step("STEP_PROMISE", "Promise", "承诺", "entry to confirmation", "录入到确认"),
        _step(
            "STEP_SUPPLY", "Source and make", "采购与生产", "confirmation to picking", "确认到备货"
        ),
        _step(
            "STEP_SHIP",
            "Pick and ship",
            "备货与发货",
            "picking to the last shipment",
            "备货到最后发货",
        ),
        _step(
            "STEP_TRANSPORT",
            "Transport",
            "运输",
            "the last shipment to its arrival",
            "最后发货到到货",
        ),
        _step("STEP_INVOICE", "Invoice", "开票", "arrival to the last invoice", "到货到最后开票"),
        _step(
            "STEP_PAYMENT",
            "Payment",
            "回款",
            "the last invoice to the last payment",
            "最后开票到最后付款",
        ),
        _otif(
            "OTIF_ASKED",
            "OTIF against asked",
            "OTIF（客户要求）",
            "the day asked for",
            "客户要求日",
        ),
        _otif(
            "OTIF_FIRST_PROMISE",
            "OTIF against first promise",
            "OTIF（首次承诺）",
            "the day promised first",
            "首次承诺日",
        ),
        _otif(
            "OTIF_PROMISE",
            "OTIF against current promise",
            "OTIF（当前承诺）",
            "the day promised now",
            "当前承诺日",
        ),
        _supplier_otif(
            "SUPPLIER_OTIF_ASKED",
            "Supplier OTIF against asked",
            "供应商 OTIF（要求日）",
            "the day we asked for",
            "我方要求日",
        ),
        _supplier_otif(
            "SUPPLIER_OTIF_CONFIRMED",
            "Supplier OTIF against confirmed",
            "供应商 OTIF（确认日）",
            "the day confirmed first",
            "首次确认日",
        ),
        Metric(
            code="SATISFACTION",
            name_en="Customer satisfaction",
            name_zh="客户满意度",
            definition_en="Mean of the scores (1–5) that customers gave in the period.",
            definition_zh="期间内客户评分（1–5）的平均值。",
            kind=Kind.MEAN,
            unit="SCORE",
            grain=Grain.ANSWER,
            needs="crm.satisfaction.list_satisfaction_requests",
            is_better_higher=True,
        ),
        _share(
            "LEAD_CONVERSION",
            ("Lead conversion", "线索转化率"),
            (
                "Of the leads decided in the period, the share that became customers.",
                "期间内有结果的线索中，转为客户的占比。",
            ),
            grain=Grain.OFFER,
            needs="crm.pipeline.list_opportunities",
            is_better_higher=True,
        ),
        _share(
            "OPPORTUNITY_CONVERSION",
            ("Opportunities won", "商机赢单率"),
            (
                "Of the opportunities decided in the period, the share that was won.",
                "期间内有结果的商机中，赢单的占比。",
            ),
            grain=Grain.OFFER,
            needs="crm.pipeline.list_opportunities",
            is_better_higher=True,
        ),
        _share(
            "QUOTATION_CONVERSION",
            ("Quotations accepted", "报价成交率"),
            (
                "Of the quotations answered in the period, the share that was accepted.",
                "期间内有答复的报价中，被接受的占比。",
            ),
            grain=Grain.OFFER,
            needs="crm.quoting.list_quotations",
            is_better_higher=True,
        ),
        _share(
            "DOCUMENT_ERRORS",
            ("Documents with errors", "单据差错率"),
            (
                f"Share of documents corrected, cancelled or re-keyed since. {_DOCUMENTS}",
                f"其后被更正、取消或重新录入的单据占比。{_DOCUMENTS_ZH}",
            ),
            grain=Grain.DOCUMENT,
            needs=_ORDERS,
            is_better_higher=False,
        ),
        _share(
            "DOCUMENTS_CORRECTED",
            ("Documents corrected", "单据更正率"),
            (
                "Share of documents whose content was changed after they counted: quantities"
                f" amended, invoices credited. {_DOCUMENTS}",
                f"生效后内容被更改的单据占比：数量变更、发票贷记。{_DOCUMENTS_ZH}",
            ),
            grain=Grain.DOCUMENT,
            needs=_ORDERS,
            is_better_higher=False,
        ),
        _share(
            "DOCUMENTS_CANCELLED",
            ("Documents cancelled", "单据取消率"),
            (
                f"Share of documents cancelled or reversed. {_DOCUMENTS}",
                f"被取消或冲销的单据占比。{_DOCUMENTS_ZH}",
            ),
            grain=Grain.DOCUMENT,
            needs=_ORDERS,
            is_better_higher=False,
        ),
        _share(
            "DOCUMENTS_REKEYED",
            ("Documents re-keyed", "单据重录率"),
            (
                "Share of documents cancelled and entered again within a week: same kind, same"
                f" customer, same items. {_DOCUMENTS}",
                f"取消后一周内重新录入（同类型、同客户、同物料）的单据占比。{_DOCUMENTS_ZH}",
            ),
            grain=Grain.DOCUMENT,
            needs=_ORDERS,
            is_better_higher=False,
        ),
        _money(
            "STOCK_VALUE",
            ("Stock value", "库存金额"),
            ("Value of stock at cost at the end of the day.", "当日结束时按成本计的库存金额。"),
            "erp.costing.list_item_values",
            Grain.ITEM_AT_SITE,
        ),
        Metric(
            code="STOCK_TURNS",
            name_en="Stock turns",
            name_zh="库存周转率",
            definition_en=(
                "Cost of goods sold in the 365 days up to the day over the mean of the stock"
                " value at the end of each of them."
            ),
            definition_zh="截至当日 365 天的销货成本除以同期每日库存金额的平均值。",
            kind=Kind.LEVEL,
            unit="TURNS",
            grain=Grain.ITEM_AT_SITE,
            needs="erp.costing.list_item_values",
            is_better_higher=True,
            scor_code="AM.2.2",
        ),
        _money(
            "RECEIVABLES",
            ("Receivables", "应收账款"),
            ("What customers owe at the end of the day.", "当日结束时客户所欠金额。"),
            _AGEING,
            Grain.OPEN_ITEM,
        ),
        _money(
            "RECEIVABLES_OVERDUE",
            ("Receivables overdue", "逾期应收"),
            ("What of it was due before the day.", "其中在当日之前已到期的金额。"),
            _AGEING,
            Grain.OPEN_ITEM,
        ),
        _money(
            "PAYABLES",
            ("Payables", "应付账款"),
            ("What we owe suppliers at the end of the day.", "当日结束时欠供应商的金额。"),
            _AGEING,
            Grain.OPEN_ITEM,
        ),
        _money(
            "PAYABLES_OVERDUE",
            ("Payables overdue", "逾期应付"),
            ("What of it was due before the day.", "其中在当日之前已到期的金额。"),
            _AGEING,
            Grain.OPEN_ITEM,
        ),
    )
}

CYCLE_STEPS = ("STEP_PROMISE", "STEP_SUPPLY", "STEP_SHIP", "STEP_TRANSPORT")
"""The steps that the order cycle time is made of; the longest of them is the bottleneck."""
