"""What each role of the house may do, as patterns over the names of commands and queries."""

from dataclasses import dataclass

from sanye.stem.identity.domain import duties


@dataclass(frozen=True, slots=True)
class RoleRule:
    """A role that every installation has. A portal role sees only the rows of its parties."""

    code: str
    name: str
    name_zh: str
    permissions: frozenset[str]
    is_portal: bool = False


def _all(*modules: str) -> frozenset[str]:
    return frozenset(f"{module}.*" for module in modules)


def _reads(*modules: str) -> frozenset[str]:
    """Queries only. Not `count_*`: counting stock is a command."""
    return frozenset(f"{module}.{verb}_*" for module in modules for verb in ("get", "list", "find"))


def _named(module: str, *names: str) -> frozenset[str]:
    """For portals: each command and query by its name, so that a new one is not let in unseen."""
    return frozenset(f"{module}.{name}" for name in names)


def _claims() -> frozenset[str]:
    return frozenset().union(*(_named(name, *acts) for name, acts in duties.CLAIMS.items()))


_EVERYBODY = _reads("stem.jobs", "stem.numbering", "insight.*") | {
    *_named("stem.masterdata", *duties.MASTERS),
    "stem.masterdata.get_*",
    "stem.masterdata.convert_*",
    "stem.masterdata.translated_*",
    "stem.masterdata.working_*",
    "stem.identity.get_own_*",
    "stem.identity.change_own_*",
    "stem.exchange.*",
    "stem.documents.*",
    "erp.people.get_own_*",
    "erp.people.list_own_*",
    "erp.people.request_own_*",
    "erp.people.cancel_own_*",
    "erp.people.list_leave_kinds",
}
_SALES_SIDE = ("erp.sales_orders", "erp.delivery", "erp.invoicing")
_GOODS_SIDE = (
    "erp.inventory",
    "erp.purchasing",
    "erp.production",
    "erp.quality",
    "erp.returns",
    *_SALES_SIDE,
)
_BOOKS = (
    "erp.ledger",
    "erp.costing",
    "erp.product_cost",
    "erp.open_items",
    "erp.receivables",
    "erp.payables",
    "erp.treasury",
    "erp.invoicing",
    "erp.supplier_invoices",
    "erp.freight",
)
_COSTS = _named("stem.masterdata", *duties.COSTS) | {
    "erp.inventory.see_costs",
    "erp.purchasing.see_prices",
}
_ERP_BUT_PEOPLE = (
    *_GOODS_SIDE,
    *_BOOKS,
    "erp.quality",
    "erp.returns",
)
"""Managers do all of ERP but see no personal data, so `erp.*` is no pattern for them. They do not
import the past either (`erp.history`): whoever may write closed documents may rewrite the books."""
ROLES: dict[str, RoleRule] = {
    rule.code: rule
    for rule in (
        RoleRule(
            "SALES",
            "Sales",
            "销售",
            _EVERYBODY
            | _all("crm.accounts", "crm.pipeline", "crm.marketing", "crm.loyalty")
            | _reads("crm.quoting")
            | _named("crm.quoting", *duties.QUOTING, "compare_versions")
            | _all("crm.consent", "crm.satisfaction")
            | _reads("crm.profiles")
            | _all("scm.promising")
            | _reads("scm.demand")
            | _named("scm.demand", "record_lost_demand", "override_forecast", "withdraw_override")
            | _named("erp.sales_orders", *duties.SELLING)
            | _reads("erp.inventory", "erp.receivables", "erp.open_items", "scm.planning")
            | _reads(*_SALES_SIDE, "crm.service", "scm.transport")
            | _named("crm.service", "check_warranty", "count_cases", "count_failures")
            | _named("crm.service", "open_case", "note_on_case"),
        ),
        RoleRule(
            "PLANNER",
            "Planner",
            "计划员",
            _EVERYBODY
            | _COSTS
            | _all("erp.production", "scm.capacity", "scm.demand", "scm.distribution")
            | _all("scm.planning", "scm.promising", "scm.scheduling", "scm.stocking")
            | _named("stem.masterdata", *duties.ITEM_MASTERS, *duties.PLANT_MASTERS)
            | _reads(*_GOODS_SIDE, "scm.suppliers", "scm.transport", "crm.pipeline")
            | _named("erp.people", *duties.ROSTERS),
        ),
        RoleRule(
            "BUYER",
            "Buyer",
            "采购员",
            _EVERYBODY
            | _COSTS
            | _all("scm.suppliers")
            | _reads("erp.purchasing")
            | _named("erp.purchasing", *duties.PURCHASING)
            | _named("stem.masterdata", *duties.ITEM_MASTERS, *duties.SUPPLIER_MASTERS)
            | _reads("erp.inventory", "erp.supplier_invoices", "erp.payables", "erp.open_items")
            | _reads("erp.quality")
            | _reads("scm.planning", "scm.promising")
            | {"erp.supplier_invoices.release_supplier_invoice"},
        ),
        RoleRule(
            "STOREKEEPER",
            "Storekeeper",
            "仓管员",
            _EVERYBODY
            | _all("erp.delivery", "scm.stocking")
            | _named("erp.inventory", *duties.KEEPING_STOCK)
            | _reads(*_GOODS_SIDE, "scm.transport")
            | {
                "scm.transport.dispatch_shipment",
                "erp.returns.receive_return",
                "erp.purchasing.receive_goods",
                "erp.purchasing.return_goods",
                "erp.production.issue_*",
                "erp.production.return_*",
            },
        ),
        RoleRule(
            "PRODUCTION",
            "Production",
            "生产",
            _EVERYBODY
            | _all("erp.production", "scm.scheduling")
            | _reads("erp.inventory", "erp.quality", "scm.planning", "scm.capacity")
            | _named("erp.quality", "open_inspection")
            | _named("erp.people", *duties.ROSTERS),
        ),
        RoleRule(
            "LOGISTICS",
            "Logistics",
            "物流",
            _EVERYBODY
            | _all("erp.delivery", "scm.distribution", "scm.transport")
            | _reads(*_GOODS_SIDE),
        ),
        RoleRule(
            "ACCOUNTANT",
            "Accountant",
            "会计",
            _EVERYBODY
            | _COSTS
            | _all("erp.costing", "erp.freight", "erp.invoicing", "erp.product_cost")
            | _named("erp.ledger", *duties.LEDGER)
            | frozenset().union(
                *(_named(module, *names) for module, names in duties.CLAIMS.items())
            )
            | _reads(*_BOOKS, *_GOODS_SIDE, "scm.transport")
            | _named("stem.masterdata", *duties.MONEY_MASTERS)
            | _named("erp.inventory", "post_count")
            | _named("erp.returns", "refund_return", "set_return_policy")
            | _named("erp.sales_orders", "check_delivery_credit", "release_credit"),
        ),
        RoleRule(
            "CASHIER",
            "Cashier",
            "出纳",
            _EVERYBODY
            | _reads("erp.open_items", "erp.payables", "erp.receivables")
            | _named("erp.ledger", "get_bank_account", "list_bank_accounts")
            | _named("erp.payables", "make_payment")
            | _named("erp.receivables", "receive_payment"),
        ),
        RoleRule(
            "QUALITY",
            "Quality",
            "质量",
            _EVERYBODY
            | _all("erp.quality")
            | _reads(*_GOODS_SIDE, "erp.costing", "crm.service", "scm.suppliers")
            | {"erp.inventory.see_costs"},
        ),
        RoleRule("PEOPLE", "People", "人事", _EVERYBODY | _all("erp.people")),
        RoleRule(
            "SERVICE",
            "Service",
            "客户服务",
            _EVERYBODY
            | _all("crm.service", "crm.accounts", "crm.consent", "crm.satisfaction", "crm.profiles")
            | _reads(*_SALES_SIDE, "erp.inventory", "erp.quality", "erp.returns", "scm.promising")
            | _reads("crm.loyalty", "scm.transport")
            | _named(
                "erp.returns", "create_return", "settle_return", "close_return", "cancel_return"
            ),
        ),
        RoleRule(
            "MANAGER",
            "Manager",
            "经理",
            _EVERYBODY
            | _all("crm.*", *_ERP_BUT_PEOPLE, "scm.*")
            | _all("stem.masterdata", "stem.audit", "stem.jobs")
            | _named("erp.people", *duties.TEAM)
            | _all("insight.*")
            | _reads("stem.identity")
            | _named("stem.events", "get_backlog", "list_cursors", "list_parked_events"),
        ),
        RoleRule("ADMIN", "Administrator", "管理员", frozenset({"*"})),
        RoleRule(
            "SUPPLIER_PORTAL",
            "Supplier portal",
            "供应商门户",
            _named(
                "erp.purchasing",
                "get_purchase_order",
                "list_purchase_orders",
                "list_order_lines",
                "list_open_schedule_lines",
                "list_receipts",
                "answer_purchase_order",
                "see_prices",
            )
            | _named("scm.suppliers", "get_supplier_scorecard")
            | _named("stem.identity", "get_own_account", "change_own_settings"),
            is_portal=True,
        ),
        RoleRule(
            "CARRIER_PORTAL",
            "Carrier portal",
            "承运商门户",
            _named(
                "scm.transport",
                "list_shipments",
                "get_shipment",
                "list_track_events",
                "record_tracking",
                "record_proof",
            )
            | _named("stem.identity", "get_own_account", "change_own_settings"),
            is_portal=True,
        ),
        RoleRule(
            "CUSTOMER_PORTAL",
            "Customer portal",
            "客户门户",
            _named(
                "erp.sales_orders",
                "get_sales_order",
                "get_sales_order_parts",
                "list_sales_orders",
                "list_amendments",
            )
            | _named("erp.delivery", "get_delivery", "list_deliveries")
            | _named("scm.transport", "list_arrivals")
            | _named("erp.invoicing", "get_invoice", "list_invoices")
            | _named("crm.quoting", "get_quotation", "list_quotations", "accept_quotation")
            | _named("crm.quoting", "decline_quotation")
            | _named("crm.service", "list_own_cases", "get_own_case", "list_own_messages")
            | _named("crm.service", "list_own_returns", "open_own_case", "answer_own_case")
            | _named("crm.service", "close_own_case", "list_units", "check_warranty")
            | _named("stem.identity", "get_own_account", "change_own_settings"),
            is_portal=True,
        ),
    )
}

ADMIN_ONLY = frozenset({"stem.identity.*", "stem.events.*", "stem.webhooks.*", "erp.history.*"})
"""Commands that no role but ADMIN needs."""


def permissions_of(code: str) -> frozenset[str]:
    """The patterns of a role of the house; none for a role made by the company."""
    rule = ROLES.get(code)
    return rule.permissions if rule else frozenset()
